using System.Numerics.Tensors;
using EpmRl.Retrieval.Encoding.Onnx.Graphs;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

/// <summary>The states of an encoder's tokens, beside the vectors of the texts.</summary>
public sealed class TokenStatesTests(ShippedEncoder shipped) : IClassFixture<ShippedEncoder>
{
    private const string Sentence = "extendable dining table made of solid oak"; // 8 tokens

    private static readonly string[] Texts =
    [
        "red shoe", "", "stainless steel water bottle 750 ml", "red shoe", "Größe 42½ – 日本製", "a", "blue shoe",
        .. Enumerable.Range(0, 60).Select(i => $"value number {i} of {i % 7} kinds" + string.Concat(Enumerable.Repeat(" more", i % 11))),
        Long(40), Long(60), "title: Trail running shoe\ndescription: Light shoe with a breathable mesh upper.",
    ];

    public static TheoryData<EncoderPrecision> Precisions => [EncoderPrecision.Fp32, EncoderPrecision.Fp16, EncoderPrecision.Int8];

    [Theory]
    [MemberData(nameof(Precisions))]
    public async Task Vectors_are_bit_for_bit_those_of_encoding_without_states(EncoderPrecision precision)
    {
        ITokenEncoder encoder = shipped[precision];
        EmbeddingBatch plain = await encoder.EncodeAsync(Texts);
        EmbeddingBatch batch = await encoder.EncodeTokensAsync(Texts);

        for (int i = 0; i < Texts.Length; i++)
        {
            Assert.Equal(plain[i].ToArray(), batch[i].ToArray());
            Assert.Equal(plain.IsTruncated(i), batch.IsTruncated(i));
            Assert.Null(plain.TokensOf(i));
        }

        Assert.Same(batch.TokensOf(0), batch.TokensOf(3)); // equal texts
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    public async Task Vectors_are_bit_for_bit_those_of_the_graph_without_states(EncoderPrecision precision)
    {
        using EncoderModel model = EncoderModel.Open(ShippedEncoder.Folder);
        using var session = new EncoderSession(BertGraph.Build(model.Weights, precision, model.Manifest.Pooling), EncoderDevice.Cpu);
        foreach (string text in Texts.Take(12).Append(Long(40)))
        {
            int[] ids = model.Tokenizer.Encode(text, model.Manifest.MaxTokens).Ids;
            var expected = new float[model.Manifest.Dimension];
            session.Run<int>(ids, [1, ids.Length], expected, [1, expected.Length]);

            Assert.Equal(expected, (await ((ITokenEncoder)shipped[precision]).EncodeTokensAsync([text]))[0].ToArray());
        }
    }

    [Fact]
    public async Task States_are_the_last_hidden_states()
    {
        using EncoderModel model = EncoderModel.Open(ShippedEncoder.Folder);
        using var session = new EncoderSession(BertGraph.Build(model.Weights, EncoderPrecision.Fp32, pooling: null), EncoderDevice.Cpu);
        EmbeddingBatch batch = await ((ITokenEncoder)shipped.Fp32).EncodeTokensAsync(Texts);
        for (int i = 0; i < 12; i++)
        {
            int[] ids = model.Tokenizer.Encode(Texts[i], model.Manifest.MaxTokens).Ids;
            var expected = new float[ids.Length * model.Manifest.Dimension];
            session.Run<int>(ids, [1, ids.Length], expected, [1, ids.Length, model.Manifest.Dimension]);
            TokenStates found = batch.TokensOf(i)!;

            Assert.Equal((ids.Length, model.Manifest.Dimension), (found.Count, found.Size));
            Assert.True(TensorPrimitives.Distance(expected, found.States.Span) < 1e-3f * ids.Length, Texts[i]);
        }
    }

    [Fact]
    public async Task Tokens_say_where_in_the_text_they_are()
    {
        const string text = "Größe 42½ – stainless";
        TokenStates tokens = (await ((ITokenEncoder)shipped.Int8).EncodeTokensAsync([text])).TokensOf(0)!;
        string[] words = [.. Enumerable.Range(0, tokens.Count).Select(i => text[tokens.Starts[i]..tokens.Ends[i]])];

        Assert.Equal("Größe42½–stainless", string.Concat(words));
        Assert.Equal(("", ""), (words[0], words[^1])); // special tokens
    }

    [Fact]
    public async Task A_text_of_no_words_has_the_states_of_its_special_tokens() =>
        Assert.Equal(2, (await ((ITokenEncoder)shipped.Int8).EncodeTokensAsync([""])).TokensOf(0)!.Count);

    [Fact]
    public async Task No_texts_give_no_states() => Assert.Equal(0, (await ((ITokenEncoder)shipped.Int8).EncodeTokensAsync([])).Count);

    [Fact]
    public async Task Encoding_tokens_stops_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        string[] texts = [.. Enumerable.Range(0, 6_000).Select(i => $"listing {i} with a few words more than a name")];
        source.CancelAfter(200);
        ITokenEncoder encoder = shipped.Int8;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await encoder.EncodeTokensAsync(texts, source.Token));
        Assert.NotNull((await encoder.EncodeTokensAsync(["still works"])).TokensOf(0));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(31)]  // 250 tokens: one input
    [InlineData(32)]  // 258
    [InlineData(75)]  // 602
    [InlineData(115)] // 922: the most
    public async Task Every_token_of_a_long_text_has_a_state(int sentences)
    {
        string text = Long(sentences);
        TokenStates tokens = (await ((ITokenEncoder)shipped.Fp32).EncodeTokensAsync([text])).TokensOf(0)!;
        using EncoderModel model = EncoderModel.Open(ShippedEncoder.Folder);
        TokenizedText expected = model.Tokenizer.Encode(text);

        Assert.Equal(expected.Spans.Select(span => span.Start), tokens.Starts.ToArray());
        Assert.Equal(expected.Spans.Select(span => span.End), tokens.Ends.ToArray());
        Assert.DoesNotContain(0, Enumerable.Range(0, tokens.Count).Select(i => TensorPrimitives.Norm(tokens[i])));
    }

    [Fact]
    public async Task A_text_beyond_four_inputs_has_states_up_to_there()
    {
        string text = Long(400);
        EmbeddingBatch batch = await ((ITokenEncoder)shipped.Int8).EncodeTokensAsync([text]);

        Assert.Equal(256 + 3 * (254 - 32), batch.TokensOf(0)!.Count);
        Assert.True(batch.IsTruncated(0));
    }

    [Fact]
    public async Task States_of_a_long_text_come_from_the_piece_where_the_token_is_farther_from_the_edge()
    {
        string text = Long(50); // two pieces
        ITokenEncoder encoder = shipped.Fp32;
        TokenStates all = (await encoder.EncodeTokensAsync([text])).TokensOf(0)!;
        TokenStates first = (await encoder.EncodeTokensAsync([text[..all.Ends[254]]])).TokensOf(0)!; // the longest input
        TokenStates second = (await encoder.EncodeTokensAsync([text[all.Starts[1 + 222]..]])).TokensOf(0)!;

        Assert.Equal(256, first.Count);
        Same(all, 0, first, 0, 1 + 222 + 16);
        Same(all, 1 + 222 + 16, second, 1 + 16, second.Count - 17);
    }

    private static void Same(TokenStates a, int fromA, TokenStates b, int fromB, int count)
    {
        for (int i = 0; i < count; i++)
        {
            float distance = TensorPrimitives.Distance(a[fromA + i], b[fromB + i]);
            Assert.True(distance < 1e-3f, $"token {fromA + i}: {distance}");
        }
    }

    private static string Long(int sentences) => string.Join(' ', Enumerable.Repeat(Sentence, sentences));
}
