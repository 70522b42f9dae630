using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Encoding;

public sealed class CachedTextEncoderTests
{
    [Fact]
    public async Task Encode_asks_the_model_once_for_each_text_also_over_two_runs()
    {
        using var folder = new ScratchFolder();
        var model = new CountingEncoder("space-1");
        EmbeddingBatch first = await CachedTextEncoder.Over(model, folder.Path).EncodeAsync(["a", "b", "a"]);

        var later = new CountingEncoder("space-1");
        EmbeddingBatch second = await CachedTextEncoder.Over(later, folder.Path).EncodeAsync(["b", "a", "longer"]);

        Assert.Equal(["a", "b"], model.Encoded);
        Assert.Equal(["longer"], later.Encoded);
        Assert.Equal(first[0].ToArray(), first[2].ToArray());
        Assert.Equal(first[1].ToArray(), second[0].ToArray());
        Assert.Equal([false, false, true], Enumerable.Range(0, 3).Select(second.IsTruncated));
    }

    [Fact]
    public async Task Encode_keeps_spaces_apart()
    {
        using var folder = new ScratchFolder();
        await CachedTextEncoder.Over(new CountingEncoder("space-1"), folder.Path).EncodeAsync(["a"]);
        var other = new CountingEncoder("space-2");

        await CachedTextEncoder.Over(other, folder.Path).EncodeAsync(["a"]);

        Assert.Equal(["a"], other.Encoded);
    }

    [Fact]
    public async Task Encode_ignores_a_damaged_file_and_encodes_again()
    {
        using var folder = new ScratchFolder();
        await CachedTextEncoder.Over(new CountingEncoder("space-1"), folder.Path).EncodeAsync(["a"]);
        string file = Assert.Single(Directory.GetFiles(folder.Path, "*.vectors", SearchOption.AllDirectories));
        byte[] content = File.ReadAllBytes(file);
        content[^1] ^= 1;
        File.WriteAllBytes(file, content);
        var model = new CountingEncoder("space-1");

        await CachedTextEncoder.Over(model, folder.Path).EncodeAsync(["a"]);

        Assert.Equal(["a"], model.Encoded);
    }

    [Fact]
    public async Task States_are_computed_each_time_and_the_vectors_beside_them_are_the_caches()
    {
        using var folder = new ScratchFolder();
        var model = new CountingTokenEncoder("space-1");
        using CachedTextEncoder cache = CachedTextEncoder.Over(model, folder.Path);
        float[] cached = (await cache.EncodeAsync(["a"]))[0].ToArray();
        model.Turn = 1; // other vectors from here on
        EmbeddingBatch batch = await Assert.IsAssignableFrom<ITokenEncoder>(cache).EncodeTokensAsync(["a", "longer", "a"]);

        Assert.Equal(["a", "a", "longer", "a"], model.Encoded);
        Assert.Equal(cached, batch[0].ToArray());
        Assert.Equal([1, 6, 1], Enumerable.Range(0, 3).Select(i => batch.TokensOf(i)!.Count));
        Assert.True(batch.IsTruncated(1));

        var later = new CountingTokenEncoder("space-1");
        Assert.Equal(batch[1].ToArray(), (await CachedTextEncoder.Over(later, folder.Path).EncodeAsync(["longer"]))[0].ToArray());
        Assert.Empty(later.Encoded);
    }

    [Fact]
    public void A_cache_over_an_encoder_without_states_gives_none()
    {
        using var folder = new ScratchFolder();
        Assert.IsNotAssignableFrom<ITokenEncoder>(CachedTextEncoder.Over(new CountingEncoder("space-1"), folder.Path));
    }

    private sealed class CountingTokenEncoder(string fingerprint) : CountingEncoder(fingerprint), ITokenEncoder
    {
        public int StateSize => 1;

        public SpanReader? Reader => null;

        public async ValueTask<EmbeddingBatch> EncodeTokensAsync(
            IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
        {
            EmbeddingBatch batch = await EncodeAsync(texts, cancellationToken);
            return new EmbeddingBatch(
                [.. Enumerable.Range(0, texts.Count).SelectMany(i => batch[i].ToArray())], 2,
                [.. Enumerable.Range(0, texts.Count).Select(batch.IsTruncated)],
                [.. texts.Select(text => new TokenStates(1, new float[text.Length], new int[text.Length], new int[text.Length]))]);
        }
    }

    private class CountingEncoder(string fingerprint) : ITextEncoder
    {
        public float Turn { get; set; }

        public List<string> Encoded { get; } = [];

        public EncoderSpace Space { get; } = new("test", "fp32", 2, 4, new PromptTemplates(), fingerprint);

        public ValueTask<EmbeddingBatch> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
        {
            Encoded.AddRange(texts);
            float[] vectors = [.. texts.SelectMany(text => new[] { MathF.Cos(text[0] + Turn), MathF.Sin(text[0] + Turn) })];
            return ValueTask.FromResult(new EmbeddingBatch(vectors, 2, [.. texts.Select(text => text.Length > Space.MaxTokens)]));
        }

        public void Dispose()
        {
        }
    }
}
