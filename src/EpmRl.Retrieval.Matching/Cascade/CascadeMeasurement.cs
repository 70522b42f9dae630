namespace EpmRl.Retrieval.Matching;

/// <summary>What a second matcher for doubtful pairs would bring.</summary>
/// <param name="Limit">With one that is always right: no matcher does better.</param>
/// <param name="Given">With the decisions of a second matcher; null without any.</param>
/// <param name="Decided">Pairs that the second matcher decided; elsewhere the first one's word counts.</param>
/// <param name="Widths">
/// Bands of growing width around the threshold, almost up to that which reaches 0 or 1, with the share of the pairs in them.
/// </param>
internal sealed record CascadeMeasurement(
    IReadOnlyList<CascadePoint> Limit, IReadOnlyList<CascadePoint>? Given, int Decided,
    IReadOnlyList<(double Width, DoubtBand Band, double Share)> Widths)
{
    private const int WidthSteps = 18;
    private const double WidestShare = 0.9; // of the width that reaches 0 or 1, where most probabilities are

    /// <summary>Measures.</summary>
    /// <param name="pairs">Labelled pairs with the first matcher's decisions.</param>
    /// <param name="threshold">Probability from which it says "same".</param>
    /// <param name="second">Verdicts of the second matcher by the ids of a pair; null without one.</param>
    public static CascadeMeasurement Of(
        IReadOnlyList<MeasuredPair> pairs, double threshold, IReadOnlyDictionary<(string A, string B), MatchVerdict>? second = null)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        double widest = WidestShare * 2 * Math.Min(threshold, 1 - threshold);
        return new CascadeMeasurement(
            Draw(pair => pair.IsSame ? MatchVerdict.Same : MatchVerdict.Different),
            second is null ? null : Draw(VerdictOf),
            pairs.Count(pair => VerdictOf(pair) is not null),
            [.. Enumerable.Range(0, WidthSteps + 1).Select(step => WidthOf(widest * step / WidthSteps))]);

        IReadOnlyList<CascadePoint> Draw(Func<MeasuredPair, MatchVerdict?> generated) => CascadeCurve.DrawCrossFitted(
            [
                .. pairs.Select(pair => (
                    new CascadeSample(pair.Decision.Probability, pair.Decision.Verdict, generated(pair), pair.IsSame), pair.Product)),
            ],
            default, threshold);

        MatchVerdict? VerdictOf(MeasuredPair pair) =>
            second is not null && second.TryGetValue((pair.Decision.A, pair.Decision.B), out MatchVerdict verdict) ? verdict : null;

        (double, DoubtBand, double) WidthOf(double width)
        {
            var band = new DoubtBand(threshold - (width / 2), threshold + (width / 2));
            int inside = pairs.Count(pair => band.Contains(pair.Decision.Probability));
            return (width, band, (double)inside / Math.Max(1, pairs.Count));
        }
    }
}
