using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Tests.Encoding;

public sealed class SpanReaderTests
{
    // [CLS] red wa ##ter bottle [SEP] of "red water bottle"
    private static readonly TokenStates Tokens = new(6, new float[6 * 6], [0, 0, 4, 6, 10, 0], [0, 3, 6, 9, 16, 0]);

    [Theory]
    [InlineData(0, 3, 1, 1)]
    [InlineData(4, 9, 2, 3)]
    [InlineData(5, 7, 2, 3)]
    [InlineData(0, 16, 1, 4)]
    [InlineData(3, 5, 2, 2)]
    [InlineData(12, 40, 4, 4)]
    public void A_span_has_the_tokens_that_it_overlaps(int start, int end, int first, int last) =>
        Assert.Equal((first, last), SpanReader.TokensOf(Tokens, start, end));

    [Theory]
    [InlineData(3, 4)]
    [InlineData(16, 20)]
    public void A_span_between_or_beyond_the_tokens_has_none(int start, int end) =>
        Assert.Null(SpanReader.TokensOf(Tokens, start, end));

    [Fact]
    public void A_text_without_words_has_no_tokens() =>
        Assert.Null(SpanReader.TokensOf(new TokenStates(6, new float[12], [0, 0], [0, 0]), 0, 5));

    [Fact]
    public void A_probability_follows_the_formula()
    {
        // D = 2, H = 3, A = 1, two lengths; all numbers worked out by hand.
        var reader = new SpanReader([0.5f, 0, 0, 1], [1, 0, 0], [0], [2, 0, -1], [0, 1, 0.5f]);
        float[] attribute = reader.Prepare([1, 0, 0]); // gelu(1) = 0.84134
        Assert.Equal([1.68269f, 1f, -0.34134f], attribute, (a, b) => MathF.Abs(a - b) < 1e-5f);

        var parts = new TokenStates(6, [1, 0, 0, 0, 0, 2, 0, 0, 0, 1, 2, 0], [0, 2], [1, 3]);

        // One token: first (1, 0) + last (0, 0) + inner (0, 2) + length (0.5, 0); gelu(1.5) = 1.39979, gelu(2) = 1.95450.
        double score = (1.68269 * 1.39979 + 1.95450) / Math.Sqrt(2) - 0.34134;
        Assert.Equal(1 / (1 + Math.Exp(-score)), reader.Probability(reader.Span(parts, 0, 0), attribute), 1e-5);

        // Two: first (1, 0) + last (0, 1) + inner (1, 1) + length (0, 1); gelu(2) = 1.95450, gelu(3) = 2.99595.
        score = (1.68269 * 1.95450 + 2.99595) / Math.Sqrt(2) - 0.34134;
        Assert.Equal(1 / (1 + Math.Exp(-score)), reader.Probability(reader.Span(parts, 0, 1), attribute), 1e-5);
    }

    [Fact]
    public void Gelu_is_exact_to_the_precision_of_floats()
    {
        // x · Φ(x), from tables of the normal distribution.
        (float X, float Y)[] known =
        [
            (0, 0), (0.5f, 0.34573123f), (-0.5f, -0.15426877f), (1, 0.84134475f), (-1, -0.15865525f), (2, 1.9544997f), (-2, -0.045500264f),
            (4, 3.9998733f), (-4, -0.00012668f), (12, 12), (-12, 0),
        ];
        float[] found = [.. Enumerable.Repeat(known, 30).SelectMany(each => each).Select(each => each.X)];
        Gelu.Apply(found);
        Assert.All(found, (y, i) => Assert.Equal(known[i % known.Length].Y, y, 5e-7f));
    }

    [Fact]
    public void Arrays_of_different_readers_are_refused() =>
        Assert.Throws<ArgumentException>(() => new SpanReader([1, 2, 3], [1, 0, 0], [0], [2, 0, -1], [0, 1, 0.5f]));
}
