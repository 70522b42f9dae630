namespace EpmRl.Retrieval.Matching;

/// <summary>A matcher's decisions about labelled pairs of one set.</summary>
/// <param name="Name">Name of the set.</param>
/// <param name="Part">Which pairs: <c>given pairs</c> or <c>own candidates</c>.</param>
/// <param name="Listings">Number of listings of the set.</param>
/// <param name="Pairs">The pairs.</param>
internal sealed record MatchMeasurement(string Name, string Part, int Listings, IReadOnlyList<MeasuredPair> Pairs)
{
    /// <summary>The figures.</summary>
    public MatchFigures Figures { get; } =
        MatchFigures.Of([.. Pairs.Select(pair => (pair.Decision.Probability, pair.IsCalled, pair.IsSame))]);

    /// <summary>The counts.</summary>
    public MatchCounts Counts { get; } = MatchCounts.Of(Pairs);

    /// <summary>The counts by threshold.</summary>
    public MatchCurve Curve { get; } = MatchCurve.Of(Pairs);

    /// <summary>The uncertainty of the F1.</summary>
    public MatchInterval Interval { get; } = MatchInterval.OfF1(Pairs);

    /// <summary>
    /// The least probability that was called <c>same</c>: the matcher's threshold, as far as these pairs show it; 1 where none was called.
    /// </summary>
    public double Threshold { get; } = ThresholdOf(Pairs);

    /// <summary>The least probability that was called <c>same</c>; 1 where none was.</summary>
    public static double ThresholdOf(IEnumerable<MeasuredPair> pairs) =>
        pairs.Where(pair => pair.IsCalled).Select(pair => pair.Decision.Probability).DefaultIfEmpty(1).Min();
}
