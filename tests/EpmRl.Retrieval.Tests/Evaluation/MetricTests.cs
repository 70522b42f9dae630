using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Evaluation;
using static EpmRl.Retrieval.Tests.Evaluation.Labelled;

namespace EpmRl.Retrieval.Tests.Evaluation;

public sealed class MetricTests
{
    [Fact]
    public void A_wrong_value_costs_precision_and_recall_and_an_invented_one_precision_alone()
    {
        F1Counts counts = F1Counts.Of(
        [
            Pair(PairOutcome.Right), Pair(PairOutcome.Right), Pair(PairOutcome.Right), Pair(PairOutcome.Wrong),
            Pair(PairOutcome.Invented), Pair(PairOutcome.Missed), Pair(PairOutcome.RightlyNone),
        ]);

        Assert.Equal(new F1Counts(3, 1, 1, 1, 1), counts);
        Assert.Equal(3.0 / 5, counts.Precision); // TP 3, FP 2
        Assert.Equal(3.0 / 5, counts.Recall); // TP 3, FN 2
        Assert.Equal(0.6, counts.F1, 12);
        Assert.Equal(5.0 / 7, counts.Coverage);
    }

    [Fact]
    public void Figures_of_nothing_are_zero() =>
        Assert.Equal((0, 0, 0), (default(F1Counts).Precision, default(F1Counts).Recall, default(F1Counts).F1));

    [Fact]
    public void Bootstrap_interval_holds_the_figure_repeats_with_its_seed_and_narrows_with_more_listings()
    {
        PairResult[] few = [.. Enumerable.Range(0, 50).Select(i => Pair(i % 5 == 0 ? PairOutcome.Wrong : PairOutcome.Right, listing: i))];
        PairResult[] many =
            [.. Enumerable.Range(0, 2000).Select(i => Pair(i % 5 == 0 ? PairOutcome.Wrong : PairOutcome.Right, listing: i))];

        BootstrapInterval wide = BootstrapInterval.OfF1(few, 1);
        BootstrapInterval narrow = BootstrapInterval.OfF1(many, 1);

        Assert.Equal(wide, BootstrapInterval.OfF1(few, 1));
        Assert.InRange(0.8, narrow.Low, narrow.High);
        Assert.InRange(narrow.High - narrow.Low, 0.02, 0.05); // 2 · 1.96 · sqrt(0.8 · 0.2 / 2000) = 0.035
        Assert.True(wide.High - wide.Low > 3 * (narrow.High - narrow.Low));
    }

    [Fact]
    public void Curve_answers_from_the_most_probable_down_and_takes_alternatives_of_unanswered_pairs()
    {
        PrecisionCoverageCurve curve = PrecisionCoverageCurve.Of(
        [
            Pair(PairOutcome.Right, 0.9), Pair(PairOutcome.Wrong, 0.7), Pair(PairOutcome.Missed, 0.4, bestIsRight: true),
            Pair(PairOutcome.Missed, 0.1),
        ]);

        Assert.Equal(
            [
                new PrecisionCoveragePoint(0.9, 0.25, 1, 0.25),
                new PrecisionCoveragePoint(0.7, 0.5, 0.5, 0.25),
                new PrecisionCoveragePoint(0.4, 0.75, 2.0 / 3, 0.5),
            ],
            curve.Points);
    }

    [Fact]
    public void Curve_has_no_point_between_equal_probabilities()
    {
        PrecisionCoverageCurve curve = PrecisionCoverageCurve.Of([Pair(PairOutcome.Right, 0.5), Pair(PairOutcome.Wrong, 0.5)]);

        Assert.Equal(0.5, Assert.Single(curve.Points).Precision);
    }

    [Fact]
    public void Reliability_compares_stated_with_actual_per_bin()
    {
        Reliability reliability = Reliability.Of(
        [
            // 0.9625 stated, 0.75 true
            Pair(PairOutcome.Right, 0.95), Pair(PairOutcome.Right, 1.0), Pair(PairOutcome.Wrong, 0.95), Pair(PairOutcome.Right, 0.95),
            Pair(PairOutcome.Invented, 0.2), // 0.2 stated, 0 true
            Pair(PairOutcome.Missed),
        ]);

        Assert.Equal([1, 4], reliability.Bins.Select(bin => bin.Count));
        Assert.Equal(0.9625, reliability.Bins[1].Stated, 12);
        Assert.Equal(0.75, reliability.Bins[1].Actual, 12);
        Assert.Equal(((4 * 0.2125) + 0.2) / 5, reliability.ExpectedCalibrationError, 12);
    }

    [Fact]
    public void Folds_hold_every_category_evenly_and_repeat_with_their_seed()
    {
        LabelledListing[] listings = [.. Enumerable.Range(0, 103).Select(i => Listing(i % 3 == 0 ? "rare" : "common", $"{i}"))];

        int[] folds = StratifiedFolds.Deal(listings, 5, seed: 3);

        Assert.Equal(folds, StratifiedFolds.Deal(listings, 5, seed: 3));
        Assert.NotEqual(folds, StratifiedFolds.Deal(listings, 5, seed: 4));
        foreach (string category in new[] { "rare", "common" })
        {
            int[] sizes = [.. Enumerable.Range(0, 5)
                .Select(fold => listings.Where((listing, i) => listing.Category == category && folds[i] == fold).Count())];
            Assert.True(sizes.Max() - sizes.Min() <= 1, string.Join(' ', sizes));
        }
    }

    [Fact]
    public void Folds_by_group_never_split_a_group_and_are_of_like_size()
    {
        LabelledListing[] listings = [.. Enumerable.Range(0, 120).Select(i => Listing("c", $"{i}") with { Group = $"shop {i % 12}" })];

        int[] folds = StratifiedFolds.DealGroups(listings, 5, seed: 1);

        Assert.All(listings.Select((listing, i) => (listing.Group, Fold: folds[i])).GroupBy(x => x.Group), shop =>
            Assert.Single(shop.Select(x => x.Fold).Distinct()));
        Assert.Equal([20, 20, 20, 30, 30], folds.CountBy(fold => fold).Select(fold => fold.Value).Order());
    }

    [Fact]
    public void Label_lists_name_the_attributes_of_all_listings_but_hold_labels_of_the_known_ones_alone()
    {
        LabelledListing known = Listing("Shoes", "1", ("Color", ["Red", "Blue"]));
        LabelledListing hidden = Listing("Shoes", "2", ("Color", ["Green"]), ("Size", ["9"]));

        IReadOnlyDictionary<string, IReadOnlyList<string>> shoes = LabelLists.Gather([known], [known, hidden])["Shoes"];

        Assert.Equal(["Blue", "Red"], shoes["Color"]);
        Assert.Empty(shoes["Size"]);
    }
}
