using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using static EpmRl.Retrieval.Tests.Evaluation.Labelled;

namespace EpmRl.Retrieval.Tests.Evaluation;

public sealed class ErrorClassifierTests
{
    [Fact]
    public void A_right_answer_is_no_error() => Assert.Null(Classify(Score("red chair", "Red", "Red")));

    [Fact]
    public void Two_listings_of_one_text_with_other_labels_contradict_each_other() =>
        Assert.Equal(ErrorClass.ContradictedLabel, Classify(Score("A chair", "Blue", "Red"), Score(" a  CHAIR", "Red", "Red", index: 1)));

    [Fact]
    public void The_same_labels_of_one_text_do_not_contradict() =>
        Assert.Equal(
            ErrorClass.WrongCandidate,
            Classify(Score("a chair", "Blue", "Red", alternative: "Blue"), Score("a chair", "Blue", "Red", index: 1)));

    [Fact]
    public void An_answer_that_differs_in_case_and_marks_alone_is_a_spelling() =>
        Assert.Equal(ErrorClass.SpellingOfLabel, Classify(Score("a chair", "Dark-Red", "dark red")));

    [Fact]
    public void An_answer_that_another_attribute_has_is_of_that_one()
    {
        PairResult pair = Score("30 x 40 chair", "30", "40");
        pair = pair with { Listing = Listing("c", "30 x 40 chair", ("Color", ["30"]), ("Height", ["40"])) };

        Assert.Equal(ErrorClass.OtherAttribute, Classify(pair));
    }

    [Theory]
    [InlineData("Red", "Blue", "Red", ErrorClass.WrongCandidate)]
    [InlineData("Red", null, "Red", ErrorClass.HeldBack)]
    [InlineData("Red", null, "Blue", ErrorClass.ExplicitNotFound)]
    [InlineData("Red", "Blue", null, ErrorClass.ExplicitNotFound)]
    [InlineData("Crimson", null, "Blue", ErrorClass.ImplicitNotFound)]
    [InlineData(null, "Blue", null, ErrorClass.InventedByMeaning)]
    internal void Errors_are_classified_by_what_was_a_candidate_and_what_is_in_the_text(
        string? label, string? answer, string? alternative, ErrorClass expected) =>
        Assert.Equal(expected, Classify(Score("a red chair", label, answer, alternative)));

    [Fact]
    public void An_invented_value_with_evidence_was_read()
    {
        PairResult pair = Score("a red chair", null, "Red");
        pair = pair with { Answer = pair.Answer! with { Values = [pair.Top! with { Evidence = [new Evidence(default, 2, 5, "red")] }] } };

        Assert.Equal(ErrorClass.InventedFromText, Classify(pair));
    }

    [Fact]
    public void An_attribute_without_an_answer_is_unknown_to_the_taxonomy() =>
        Assert.Equal(ErrorClass.UnknownAttribute, Classify(Score("a chair", "Red", null) with { Answer = null }));

    [Fact]
    public void A_short_list_of_errors_holds_every_class_in_its_proportion()
    {
        PairResult[] pairs =
        [
            .. Enumerable.Range(0, 30).Select(i => Score($"red chair {i}", "Red", null, index: i)),
            .. Enumerable.Range(30, 10).Select(i => Score($"chair {i}", null, "Red", index: i)),
        ];

        ErrorSummary errors = ErrorSummary.Of(pairs, 8);

        Assert.Equal(
            [(ErrorClass.ExplicitNotFound, 30), (ErrorClass.InventedByMeaning, 10)],
            errors.Classes.Select(line => (line.Class, line.Count)));
        Assert.Equal(40, errors.Count);
        Assert.Equal([6, 2], errors.Shown.CountBy(error => error.Class).Select(count => count.Value));
    }

    [Fact]
    public void Every_class_has_a_name_and_a_remedy() => Assert.All(
        Enum.GetValues<ErrorClass>(),
        kind => Assert.True(ErrorClassText.NameOf(kind).Length > 0 && ErrorClassText.RemedyOf(kind).EndsWith('.')));

    private static ErrorClass? Classify(PairResult pair, params PairResult[] others) => new ErrorClassifier([pair, .. others]).Of(pair);

    private static PairResult Score(string title, string? label, string? answer, string? alternative = null, int index = 0) =>
        Assert.Single(
        new PairScorer(LabelMatch.Exact).Score(
            index, Listing("c", title, ("Color", label is null ? [] : [label])), Result(Answer("Color", answer, alternative: alternative)),
            TaxonomyOf("Color")));
}
