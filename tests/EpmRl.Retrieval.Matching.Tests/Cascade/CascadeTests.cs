using EpmRl.Retrieval.Matching.Tests.Generative;

namespace EpmRl.Retrieval.Matching.Tests.Cascade;

public sealed class CascadeTests
{
    // 100 pairs: sure below 0.3 and above 0.7, one error in four between.
    private static readonly (double Probability, bool IsSame)[] Labelled =
    [
        .. Enumerable.Range(0, 100).Select(i => (i / 100.0, i >= 50 != (i is >= 30 and < 70 && i % 4 == 0))),
    ];

    [Fact]
    public async Task Only_doubtful_pairs_reach_the_generator_and_its_verdict_counts_there()
    {
        var fast = new FixedMatcher("fast", pair => double.Parse(pair.A.Title, System.Globalization.CultureInfo.InvariantCulture));
        var slow = new FixedMatcher("slow", _ => 0.99);
        var cascade = new CascadeMatcher(fast, slow, new DoubtBand(0.3, 0.6));
        ListingPair[] pairs =
        [
            .. ((string[])["0.1", "0.3", "0.5", "0.6", "0.9"])
                .Select((p, i) => new ListingPair(SmallListings.Of($"a{i}", p), SmallListings.Of($"b{i}", "x"))),
        ];

        IReadOnlyList<PairDecision> decisions = await cascade.DecideAsync(pairs);

        Assert.Equal(["fast", "slow", "slow", "slow", "fast"], decisions.Select(decision => decision.Model));
        Assert.Equal(["a0", "a1", "a2", "a3", "a4"], decisions.Select(decision => decision.A));
        Assert.Equal((5, 3), (cascade.Pairs, cascade.Sent));
        Assert.Equal(3, slow.Asked);
    }

    [Fact]
    public async Task An_unsure_generator_leaves_the_fast_decision_and_says_why()
    {
        var cascade = new CascadeMatcher(
            new FixedMatcher("fast", _ => 0.55), new FixedMatcher("slow", _ => 0.5, MatchVerdict.Unsure, "No usable answer."),
            DoubtBand.All);

        PairDecision decision = Assert.Single(await cascade.DecideAsync([SmallListings.Drills]));

        Assert.Equal((MatchVerdict.Same, 0.55, "fast"), (decision.Verdict, decision.Probability, decision.Model));
        Assert.Contains("No usable answer.", decision.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_band_sends_nothing_and_the_whole_one_everything()
    {
        Assert.False(DoubtBand.None.Contains(0.5));
        Assert.True(DoubtBand.All.Contains(0) && DoubtBand.All.Contains(1));
    }

    [Theory]
    [InlineData(0.93)]
    [InlineData(0.97)]
    [InlineData(1)]
    public void A_band_for_a_precision_reaches_it_on_both_sides(double precision)
    {
        DoubtBand band = DoubtBand.ForPrecision(Labelled, precision);

        var above = Labelled.Where(pair => pair.Probability > band.High).ToList();
        var below = Labelled.Where(pair => pair.Probability < band.Low).ToList();
        Assert.NotEmpty(above);
        Assert.NotEmpty(below);
        Assert.True(above.Count(pair => pair.IsSame) >= precision * above.Count);
        Assert.True(below.Count(pair => !pair.IsSame) >= precision * below.Count);
    }

    [Fact]
    public void A_band_for_a_precision_is_empty_where_the_fast_matcher_always_reaches_it() =>
        Assert.True(DoubtBand.ForPrecision([(0.1, false), (0.2, false), (0.8, true), (0.9, true)], 1).IsEmpty);

    [Fact]
    public void A_band_for_a_precision_that_is_never_reached_holds_every_pair()
    {
        DoubtBand band = DoubtBand.ForPrecision([(0.1, true), (0.5, true), (0.9, false)], 0.9);

        Assert.Equal(new DoubtBand(0.1, 0.9), band);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.25)]
    [InlineData(1)]
    public void A_band_for_a_budget_keeps_it_and_holds_most_errors(double share)
    {
        DoubtBand band = DoubtBand.ForBudget(Labelled, share);

        int sent = Labelled.Count(pair => band.Contains(pair.Probability));
        Assert.True(sent <= share * Labelled.Length);
        int Errors(double low, double high) => Labelled.Count(
            pair => pair.Probability >= low && pair.Probability <= high && (pair.Probability >= 0.5) != pair.IsSame);
        int best = 0;
        for (int i = 0; i < Labelled.Length; i++)
        {
            for (int k = i; k < Labelled.Length && k - i + 1 <= share * Labelled.Length; k++)
            {
                best = Math.Max(best, Errors(Labelled[i].Probability, Labelled[k].Probability));
            }
        }

        Assert.Equal(best, Errors(band.Low, band.High));
        Assert.Equal(share > 0, best > 0);
    }

    [Fact]
    public void A_band_for_a_precision_holds_the_pairs_between_the_threshold_and_where_the_verdicts_reach_it()
    {
        // From 0.6 on all are the same; the threshold of 0.3 also calls two that are not.
        (double, bool)[] labelled =
            [(0.1, false), (0.2, false), (0.35, false), (0.4, true), (0.45, false), (0.6, true), (0.7, true), (0.8, true), (0.9, true)];

        var band = DoubtBand.ForPrecision(labelled, 1, threshold: 0.3);
        var quality = DoubtBandQuality.Of(band, labelled, 0.3);

        Assert.Equal(new DoubtBand(0.35, 0.45), band);
        Assert.Equal((9, 3, 4, 2), (quality.Pairs, quality.Sent, quality.Above, quality.Below));
        Assert.Equal((1.0, 1.0), (quality.PrecisionAbove, quality.PrecisionBelow));
        Assert.Equal(3.0 / 9, quality.Share);
    }

    [Fact]
    public void Without_a_band_pairs_are_above_from_the_threshold_on()
    {
        var quality = DoubtBandQuality.Of(DoubtBand.None, [(0.1, true), (0.5, true), (0.9, false)], 0.5);

        Assert.Equal((0, 2, 1, 1, 0), (quality.Sent, quality.Above, quality.RightAbove, quality.Below, quality.RightBelow));
        Assert.Null(DoubtBandQuality.Of(DoubtBand.All, [(0.5, true)], 0.5).PrecisionAbove);
    }

    [Fact]
    public void A_cross_fitted_curve_sends_no_more_than_its_budget_by_far_and_gains_with_a_matcher_that_is_right()
    {
        MeasuredPair[] pairs =
            [.. Labelled.Select((pair, i) => Measuring.Measured.Pair(pair.Probability, pair.IsSame, i))];
        var right = pairs.ToDictionary(
            pair => (pair.Decision.A, pair.Decision.B), pair => pair.IsSame ? MatchVerdict.Same : MatchVerdict.Different);

        var measured = CascadeMeasurement.Of(pairs, 0.5, right);

        Assert.Equal(measured.Limit, measured.Given);
        Assert.Equal(100, measured.Decided);
        Assert.Equal((0.0, 0.9), (measured.Limit[0].Share, measured.Limit[0].F1));
        Assert.Equal((1.0, 1.0), (measured.Limit[^1].Share, measured.Limit[^1].F1));
        Assert.All(measured.Limit, point => Assert.True(point.Share <= point.Budget + 0.1, $"{point.Share} of {point.Budget}"));
        Assert.Equal(0, measured.Widths[0].Width);
        Assert.Equal(0.9, measured.Widths[^1].Width, 9);
        Assert.Equal(measured.Widths.OrderBy(one => one.Share), measured.Widths);
    }

    [Fact]
    public void Pairs_that_the_second_matcher_did_not_decide_keep_the_first_verdict()
    {
        MeasuredPair[] pairs = [Measuring.Measured.Pair(0.6, false, 1), Measuring.Measured.Pair(0.4, true, 2)];
        var second = new Dictionary<(string, string), MatchVerdict> { [("a1", "b1")] = MatchVerdict.Variant };

        var measured = CascadeMeasurement.Of(pairs, 0.5, second);

        Assert.Equal(1, measured.Decided);
        Assert.Equal((1.0, 0.0), (measured.Given![^1].Precision, measured.Given[^1].Recall)); // one not called, one still missed
    }

    [Fact]
    public async Task Second_decisions_leave_out_those_of_the_first_matcher()
    {
        using var lines = new MemoryStream("""
            {"a":"1","b":"2","probability":0.4,"verdict":"different","model":"fast"}
            {"a":"1","b":"3","probability":0.9,"verdict":"same","model":"slow"}
            {"a":"1","b":"4","probability":2}

            """u8.ToArray());
        var errors = new List<Catalog.RowError>();

        IReadOnlyDictionary<(string, string), MatchVerdict> second =
            await SecondDecisions.ReadAsync(lines, "d.jsonl", "fast", errors.Add, TestContext.Current.CancellationToken);

        Assert.Equal([(("1", "3"), MatchVerdict.Same)], second.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(3, Assert.Single(errors).Line);
    }

    [Fact]
    public void The_curve_states_quality_and_cost_of_every_budget()
    {
        CascadeSample[] samples =
        [
            .. Labelled.Select(pair => new CascadeSample(
                pair.Probability, pair.Probability >= 0.5 ? MatchVerdict.Same : MatchVerdict.Different,
                pair.IsSame ? MatchVerdict.Same : MatchVerdict.Variant, pair.IsSame)),
        ];

        IReadOnlyList<CascadePoint> curve = CascadeCurve.Draw(samples, samples, new CascadeCost(0.001, 2, 500));

        Assert.Equal((0.0, 0.9), (curve[0].Share, curve[0].F1)); // 10 errors of 100: 5 false, 5 missed
        Assert.Equal((1.0, 1.0), (curve[^1].Share, curve[^1].F1));
        Assert.Equal((1.0, 2001.0, 500_000.0), (curve[0].SecondsPerThousand, curve[^1].SecondsPerThousand, curve[^1].TokensPerThousand));
        Assert.Equal(curve.OrderBy(point => point.F1).Select(point => point.F1), curve.Select(point => point.F1));
        Assert.All(curve, point => Assert.True(point.Share <= point.Budget));
    }

    private sealed class FixedMatcher(string model, Func<ListingPair, double> probability, MatchVerdict? verdict = null, string why = "")
        : IPairMatcher
    {
        public string Model => model;

        public int Asked { get; private set; }

        public Task<IReadOnlyList<PairDecision>> DecideAsync(
            IReadOnlyList<ListingPair> pairs, CancellationToken cancellationToken = default)
        {
            Asked += pairs.Count;
            return Task.FromResult<IReadOnlyList<PairDecision>>(
            [
                .. pairs.Select(pair => new PairDecision
                {
                    A = pair.A.Id,
                    B = pair.B.Id,
                    Probability = probability(pair),
                    Verdict = verdict ?? (probability(pair) >= 0.5 ? MatchVerdict.Same : MatchVerdict.Different),
                    Explanation = why,
                    Model = model,
                }),
            ]);
        }
    }
}
