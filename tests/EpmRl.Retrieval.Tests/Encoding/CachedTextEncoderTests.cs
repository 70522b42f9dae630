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

    private sealed class CountingEncoder(string fingerprint) : ITextEncoder
    {
        public List<string> Encoded { get; } = [];

        public EncoderSpace Space { get; } = new("test", "fp32", 2, 4, new PromptTemplates(), fingerprint);

        public ValueTask<EmbeddingBatch> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
        {
            Encoded.AddRange(texts);
            float[] vectors = [.. texts.SelectMany(text => new[] { MathF.Cos(text[0]), MathF.Sin(text[0]) })];
            return ValueTask.FromResult(new EmbeddingBatch(vectors, 2, [.. texts.Select(text => text.Length > Space.MaxTokens)]));
        }

        public void Dispose()
        {
        }
    }
}
