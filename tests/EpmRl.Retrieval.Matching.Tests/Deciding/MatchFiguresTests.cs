namespace EpmRl.Retrieval.Matching.Tests.Deciding;

public sealed class MatchFiguresTests
{
    [Fact]
    public void Figures_are_those_of_a_hand_computed_example()
    {
        var figures = MatchFigures.Of([(0.9, true, true), (0.8, true, false), (0.7, false, true), (0.1, false, false)]);

        Assert.Equal((4, 2, 0.5, 0.5, 0.5, 1.0), (figures.Pairs, figures.Matches, figures.Precision, figures.Recall, figures.F1,
            figures.Ratio));
        Assert.Equal((1 + (2.0 / 3)) / 2, figures.AveragePrecision, 9);
    }

    [Fact]
    public void The_best_threshold_separates_where_the_F1_is_largest()
    {
        double threshold = MatchFigures.BestThreshold([(0.9, true, 1), (0.6, true, 1), (0.4, false, 1), (0.2, false, 1)]);

        Assert.Equal(0.5, threshold, 9);
    }
}
