namespace EpmRl.Retrieval.Matching.Tests.Generative;

public sealed class VerdictProbabilitiesTests
{
    [Fact]
    public void Beginnings_of_words_count_for_their_verdict()
    {
        VerdictProbabilities read = Read("same", 0, ("same", 0.5), ("diff", 0.2), ("d", 0.1), ("variant", 0.1), ("banana", 0.1));

        Assert.Equal(0.5 / 0.9, read.Same, 6);
        Assert.Equal(0.3 / 0.9, read.Different, 6);
        Assert.Equal(1, read.Same + read.Variant + read.Different, 9);
    }

    [Fact]
    public void What_stands_before_the_verdict_in_its_token_is_left_out()
    {
        VerdictProbabilities read = Read("\":\"same", 3, ("\":\"same", 0.75), ("\":\"different", 0.2), ("\":\"variant", 0.05));

        Assert.Equal(0.75, read.Same, 6);
    }

    [Fact]
    public void A_verdict_that_is_not_told_has_at_most_the_least_probability_told()
    {
        VerdictProbabilities read = Read("same", 0, ("same", 0.9), ("different", 0.01));

        Assert.Equal(0.01 / 0.92, read.Variant, 6);
    }

    [Fact]
    public void The_token_alone_leaves_the_rest_to_the_others()
    {
        VerdictProbabilities? read = VerdictProbabilities.Read([new CompletionToken(null, "different", 0, Math.Log(0.8), [])], 0);

        Assert.Equal(0.1, read!.Value.Same, 6);
    }

    [Fact]
    public void No_token_at_the_verdict_tells_nothing()
    {
        Assert.Null(VerdictProbabilities.Read([], 0));
        Assert.Null(VerdictProbabilities.Read([new CompletionToken(null, "same", 0, -1, [])], 10));
        Assert.Null(VerdictProbabilities.Read([new CompletionToken(null, "same", 0, double.NaN, [])], 0));
    }

    private static VerdictProbabilities Read(string token, int verdictStart, params (string Text, double Probability)[] told) =>
        VerdictProbabilities.Read(
            [
                new CompletionToken(
                    null, token, 0, -1, [.. told.Select(other => new TokenAlternative(other.Text, Math.Log(other.Probability)))]),
            ],
            verdictStart)!.Value;
}
