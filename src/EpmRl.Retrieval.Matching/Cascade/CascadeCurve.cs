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
            .. Budgets.Select(budget => Point(
                judged,
                budget,
                budget >= 1 ? DoubtBand.All
                    : DoubtBand.ForBudget(fitted.Select(sample => (sample.Probability, sample.IsSame)), budget, threshold),
                cost)),
        ];
    }

    /// <summary>Quality and cost with one band.</summary>
    /// <param name="judged">Labelled pairs.</param>
    /// <param name="budget">The share that the band was fitted to.</param>
    /// <param name="band">The band.</param>
    /// <param name="cost">What each matcher costs.</param>
    public static CascadePoint Point(IReadOnlyList<CascadeSample> judged, double budget, DoubtBand band, CascadeCost cost)
    {
        ArgumentNullException.ThrowIfNull(judged);
        int sent = 0, right = 0, called = 0, same = 0;
        foreach (CascadeSample sample in judged)
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
            budget, band, sent, share, precision, recall,
            called + same == 0 ? 1 : 2.0 * right / (called + same),
            Thousand * (cost.FastSeconds + (share * cost.GeneratorSeconds)),
            Thousand * share * cost.GeneratorTokens);
    }
}
