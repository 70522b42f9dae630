using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Tests.Evaluation;

public sealed class ThresholdFigureTests
{
    private static readonly CalibrationFitterOptions Fitting = new() { PriorSamples = 4 };

    [Fact]
    public void Precision_and_recall_are_those_of_thresholds_that_were_fitted_without_the_answer()
    {
        IReadOnlyList<CalibrationSample>[] samples =
        [
            [Sample(0.8, true)], [Sample(0.7, true)], [Sample(0.3, false, hasValue: false)],
            [Sample(0.9, true)], [Sample(0.2, true)], [Sample(0.1, false, hasValue: false)],
        ];
        int[] foldOf = [0, 0, 0, 1, 1, 1];

        ThresholdFigure figure = Assert.Single(Figures(samples, foldOf));

        // Fold 0 meets 0.15: right, right, wrong. Fold 1 meets 0.5: right, missed, rightly none.
        Assert.Equal(0.75, figure.Precision!.Value, 1e-9);
        Assert.Equal(0.75, figure.Recall!.Value, 1e-9);
        Assert.Equal((6, true), (figure.Samples, figure.Own));
    }

    [Fact]
    public void An_attribute_with_fewer_labels_than_the_prior_is_pooled_and_one_without_values_has_no_recall()
    {
        ThresholdFigure figure = Assert.Single(Figures([[Sample(0, false, hasValue: false)], [Sample(0, false, hasValue: false)]], [0, 1]));

        Assert.False(figure.Own);
        Assert.Null(figure.Precision);
        Assert.Null(figure.Recall);
    }

    private static IReadOnlyList<ThresholdFigure> Figures(IReadOnlyList<CalibrationSample>[] samples, int[] foldOf) =>
        ThresholdFigure.Of(CalibrationFitter.Fit("s", [.. samples.SelectMany(one => one)], Fitting), samples, foldOf, Fitting);

    private static CalibrationSample Sample(double score, bool right, bool hasValue = true) =>
        new("a", AttributeKind.Categorical, score, right, hasValue);
}
