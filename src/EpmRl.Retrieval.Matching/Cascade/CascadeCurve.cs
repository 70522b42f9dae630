namespace EpmRl.Retrieval.Matching;

/// <summary>Quality against cost: what a cascade gains with every share of pairs sent to its generator.</summary>
internal static class CascadeCurve
{
    private const int Thousand = 1000;

    /// <summary>The budgets that a report draws.</summary>
    public static readonly IReadOnlyList<double> Budgets = [0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1];

    /// <summary>Draws the curve.</summary>
    /// <param name="fitted">Labelled pairs that the bands are fitted on.</param>
    /// <param name="judged">Labelled pairs that quality is stated on; others than <paramref name="fitted"/>, or the curve flatters.</param>
    /// <param name="cost">What each matcher costs.</param>
    /// <param name="threshold">Probability from which the fast matcher says "same".</param>
    public static IReadOnlyList<CascadePoint> Draw(
        IReadOnlyList<CascadeSample> fitted, IReadOnlyList<CascadeSample> judged, CascadeCost cost, double threshold = 0.5)
    {
        ArgumentNullException.ThrowIfNull(fitted);
        ArgumentNullException.ThrowIfNull(judged);
        return
        [
            .. Budgets.Select(budget => Point(judged, budget, BandOf(fitted, budget, threshold), cost)),
        ];
    }

    /// <summary>
    /// Draws the curve from one set of labelled pairs: those of half of the products are judged with bands that the other half fitted, and
    /// the other way round. The bands stated are those of all pairs, which a caller would use.
    /// </summary>
    /// <param name="labelled">Labelled pairs, each with its product: pairs of one product are in one half.</param>
    /// <param name="cost">What each matcher costs.</param>
    /// <param name="threshold">Probability from which the fast matcher says "same".</param>
    /// <param name="seed">Seed of the halves.</param>
    public static IReadOnlyList<CascadePoint> DrawCrossFitted(
        IReadOnlyList<(CascadeSample Sample, int Product)> labelled, CascadeCost cost, double threshold = 0.5, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(labelled);
        int[] products = [.. labelled.Select(one => one.Product).Distinct().Order()];
        new Random(seed).Shuffle(products);
        HashSet<int> first = [.. products[..(products.Length / 2)]];
        ILookup<bool, CascadeSample> halves = labelled.ToLookup(one => first.Contains(one.Product), one => one.Sample);
        return [.. Budgets.Select(PointOf)];

        CascadePoint PointOf(double budget)
        {
            DoubtBand ofFirst = BandOf(halves[true], budget, threshold), ofSecond = BandOf(halves[false], budget, threshold);
            return Point(
                [.. halves[true].Select(sample => (sample, ofSecond)), .. halves[false].Select(sample => (sample, ofFirst))],
                budget, BandOf(labelled.Select(one => one.Sample), budget, threshold), cost);
        }
    }

    /// <summary>Quality and cost with one band.</summary>
    /// <param name="judged">Labelled pairs.</param>
    /// <param name="budget">The share that the band was fitted to.</param>
    /// <param name="band">The band.</param>
    /// <param name="cost">What each matcher costs.</param>
    public static CascadePoint Point(IReadOnlyList<CascadeSample> judged, double budget, DoubtBand band, CascadeCost cost)
    {
        ArgumentNullException.ThrowIfNull(judged);
        return Point([.. judged.Select(sample => (sample, band))], budget, band, cost);
    }

    private static DoubtBand BandOf(IEnumerable<CascadeSample> fitted, double budget, double threshold) => budget >= 1 ? DoubtBand.All
        : DoubtBand.ForBudget(fitted.Select(sample => (sample.Probability, sample.IsSame)), budget, threshold);

    private static CascadePoint Point(
        IReadOnlyList<(CascadeSample Sample, DoubtBand Band)> judged, double budget, DoubtBand stated, CascadeCost cost)
    {
        int sent = 0, right = 0, called = 0, same = 0;
        foreach ((CascadeSample sample, DoubtBand band) in judged)
        {
            bool isCalled = sample.VerdictIn(band) == MatchVerdict.Same;
            sent += band.Contains(sample.Probability) ? 1 : 0;
            called += isCalled ? 1 : 0;
            same += sample.IsSame ? 1 : 0;
            right += isCalled && sample.IsSame ? 1 : 0;
        }

        double share = judged.Count == 0 ? 0 : (double)sent / judged.Count;
        double precision = called == 0 ? 1 : (double)right / called;
        double recall = same == 0 ? 1 : (double)right / same;
        return new CascadePoint(
            budget, stated, sent, share, precision, recall,
            called + same == 0 ? 1 : 2.0 * right / (called + same),
            Thousand * (cost.FastSeconds + (share * cost.GeneratorSeconds)),
            Thousand * share * cost.GeneratorTokens);
    }
}
