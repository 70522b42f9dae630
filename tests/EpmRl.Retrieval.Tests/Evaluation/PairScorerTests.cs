using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using static EpmRl.Retrieval.Tests.Evaluation.Labelled;

namespace EpmRl.Retrieval.Tests.Evaluation;

public sealed class PairScorerTests
{
    [Theory]
    [InlineData("Red", new[] { "Red", "Blue" }, PairOutcome.Right)]
    [InlineData("Green", new[] { "Red" }, PairOutcome.Wrong)]
    [InlineData("red", new[] { "Red" }, PairOutcome.Wrong)]
    [InlineData("Red", new string[0], PairOutcome.Invented)]
    [InlineData(null, new[] { "Red" }, PairOutcome.Missed)]
    [InlineData(null, new string[0], PairOutcome.RightlyNone)]
    internal void Score_follows_the_metric_of_the_literature(string? answer, string[] gold, PairOutcome expected) =>
        Assert.Equal(expected, Score(gold, Answer("Color", answer)).Outcome);

    [Fact]
    public void Score_ignores_case_and_spaces_only_when_asked()
    {
        PairResult pair = Score(["Dark Red"], Answer("Color", "dark  red"), LabelMatch.Normalized);

        Assert.Equal(PairOutcome.Right, pair.Outcome);
    }

    [Fact]
    public void Score_counts_an_answer_that_needs_review_with_its_value() =>
        Assert.Equal(PairOutcome.Right, Score(["Red"], Answer("Color", "Red") with { Status = AnswerStatus.NeedsReview }).Outcome);

    [Fact]
    public void Score_keeps_whether_the_best_alternative_would_have_been_right()
    {
        PairResult pair = Score(["Red"], Answer("Color", null, 0.3, alternative: "Red"));

        Assert.Equal((PairOutcome.Missed, true), (pair.Outcome, pair.BestIsRight));
        Assert.Equal(new CalibrationSample("Color", EpmRl.Retrieval.Taxonomy.AttributeKind.Categorical, 0.3, true, true), pair.ToSample());
    }

    [Fact]
    public void Score_misses_a_labelled_attribute_that_the_taxonomy_does_not_have()
    {
        PairResult pair = Score(["Red"], Answer("Size", "Red"));

        Assert.Equal((PairOutcome.Missed, null), (pair.Outcome, pair.Kind));
        Assert.Null(pair.ToSample());
    }

    [Theory]
    [InlineData("dark RED shoe", "Dark Red", true)]
    [InlineData("1280 ports", "2", false)]
    [InlineData("2 ports", "2", true)]
    [InlineData("pack of 2", "2", true)]
    public void Score_knows_whether_a_label_occurs_in_the_text_as_complete_words(string title, string label, bool expected)
    {
        PairResult pair = new PairScorer(LabelMatch.Exact)
            .Score(0, Listing("c", title, ("Color", [label])), Result(Answer("Color", null)), TaxonomyOf("Color"))[0];

        Assert.Equal(expected, pair.Explicit);
    }

    private static PairResult Score(string[] gold, AttributeAnswer answer, LabelMatch match = LabelMatch.Exact) => Assert.Single(
        new PairScorer(match).Score(0, Listing("c", "a title", ("Color", gold)), Result(answer), TaxonomyOf("Color", "Size")));
}
