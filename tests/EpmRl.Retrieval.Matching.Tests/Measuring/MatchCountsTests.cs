namespace EpmRl.Retrieval.Matching.Tests.Measuring;

public sealed class MatchCountsTests
{
    // 4 matches, 3 of them found; 16 others, 2 of them called.
    private static readonly MatchCounts Counts = new(20, 4, 5, 3);

    [Fact]
    public void Figures_at_the_own_ratio_are_the_figures()
    {
        Assert.Equal((4.0, 0.6, 0.75, 0.125), (Counts.Ratio, Counts.Precision, Counts.Recall, Counts.FalseRate));
        Assert.Equal(Counts.F1, Counts.F1At(Counts.Ratio), 12);
        Assert.Equal(Counts.Precision, Counts.PrecisionAt(Counts.Ratio), 12);
    }

    [Fact]
    public void Twice_as_many_others_give_the_figures_of_twice_as_many_false_calls()
    {
        var doubled = new MatchCounts(36, 4, 7, 3);

        Assert.Equal(doubled.F1, Counts.F1At(8), 12);
        Assert.Equal(doubled.Precision, Counts.PrecisionAt(8), 12);
        Assert.True(Counts.F1At(8) < Counts.F1At(4));
    }

    [Fact]
    public void Nothing_called_is_zero_and_not_undefined()
    {
        Assert.Equal((0.0, 0.0, 0.0), (new MatchCounts(3, 1, 0, 0).F1, default(MatchCounts).F1, default(MatchCounts).F1At(8)));
        Assert.Equal(0.0, default(MatchCounts).PrecisionAt(8));
    }

    [Fact]
    public void A_curve_counts_tied_pairs_together_and_ends_with_all_of_them()
    {
        var curve = MatchCurve.Of(
            [Measured.Pair(0.9, true), Measured.Pair(0.6, true), Measured.Pair(0.6, false), Measured.Pair(0.2, false)]);

        Assert.Equal([0.9, 0.6, 0.2], curve.Points.Select(point => point.Threshold));
        Assert.Equal(new MatchCounts(4, 2, 3, 2), curve.Points[1].Counts);
        Assert.Equal(new MatchCounts(4, 2, 4, 2), curve.Points[2].Counts);
        Assert.Equal(0.6, curve.Best.Threshold);
        Assert.Equal(0.9, curve.ForPrecision(1)!.Value.Threshold);
        Assert.Equal(0.2, curve.ForPrecision(0.5)!.Value.Threshold);
        Assert.Null(MatchCurve.Of([Measured.Pair(0.9, false)]).ForPrecision(0.5));
    }

    [Fact]
    public void An_interval_is_the_same_for_a_seed_holds_the_figure_and_is_wider_where_errors_share_products()
    {
        MeasuredPair[] Pairs(int perProduct) =>
            [.. Enumerable.Range(0, 200).Select(i => Measured.Pair(i % 40 < 8 ? 0.1 : 0.9, true, i % 40 / perProduct))];

        var single = MatchInterval.OfF1(Pairs(1), 7);
        var shared = MatchInterval.OfF1(Pairs(8), 7);

        Assert.Equal(single, MatchInterval.OfF1(Pairs(1), 7));
        double f1 = MatchCounts.Of(Pairs(1)).F1;
        Assert.InRange(f1, single.Low, single.High);
        Assert.Equal((40, 5), (single.Products, shared.Products));
        Assert.True(shared.High - shared.Low > single.High - single.Low);
        Assert.Equal(default, MatchInterval.OfF1([]));
    }

    [Fact]
    public void Listings_that_matches_join_over_others_are_one_product()
    {
        int[] products = ProductNumbers.Of(6, [(0, 3), (3, 1), (4, 5)]);

        Assert.Equal(products[0], products[1]);
        Assert.Equal(products[4], products[5]);
        Assert.Equal(3, products.Distinct().Count());
    }

    [Fact]
    public void The_threshold_is_the_least_probability_that_was_called()
    {
        MeasuredPair[] pairs = [Measured.Pair(0.9, true), Measured.Pair(0.61, false), Measured.Pair(0.4, true)];

        Assert.Equal(0.61, MatchMeasurement.ThresholdOf(pairs));
        Assert.Equal(1, MatchMeasurement.ThresholdOf(pairs[2..]));
    }

    [Fact]
    public void A_category_with_enough_pairs_gets_its_own_threshold_and_small_ones_share_one()
    {
        // Lamps are matches from 0.3 on, everything else from 0.7 on.
        MeasuredPair[] pairs =
        [
            .. Enumerable.Range(0, 100).Select(i => Measured.Pair(i / 100.0, i >= 30, category: "Lamp")),
            .. Enumerable.Range(0, 100).Select(i =>
                Measured.Pair(i / 100.0, i >= 70, category: i % 3 == 0 ? "Sofa" : i % 3 == 1 ? "Desk" : "")),
        ];

        IReadOnlyList<CategoryThreshold> lines = CategoryThreshold.Fit(pairs);

        Assert.Equal(["Lamp", null], lines.Select(line => line.Category));
        Assert.Equal([0.3, 0.7], lines.Select(line => line.Threshold));
        Assert.All(lines, line => Assert.Equal(1, line.Fitted.F1));
        Assert.True(lines[0].Counts.F1 < 1);
    }

    [Fact]
    public void A_category_threshold_for_a_precision_is_the_lowest_that_reaches_it()
    {
        MeasuredPair[] pairs = [.. Enumerable.Range(0, 100).Select(i => Measured.Pair(i / 100.0, i >= 40, category: "Lamp"))];

        CategoryThreshold line = Assert.Single(CategoryThreshold.Fit(pairs, 0.8));

        Assert.Equal(0.25, line.Threshold);
        Assert.Equal(0.8, line.Fitted.Precision, 9);
    }
}
