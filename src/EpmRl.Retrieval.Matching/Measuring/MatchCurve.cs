namespace EpmRl.Retrieval.Matching;

/// <summary>Counts by threshold: as if pairs were called <c>same</c> from a probability upwards.</summary>
/// <param name="Points">Each probability that occurs, the highest first, with the counts for it as threshold.</param>
internal sealed record MatchCurve(IReadOnlyList<(double Threshold, MatchCounts Counts)> Points)
{
    /// <summary>The point of the largest F1; the highest threshold of several. Fitted on the pairs that it is stated of.</summary>
    public (double Threshold, MatchCounts Counts) Best => Points.Count == 0 ? default : Points.MaxBy(point => point.Counts.F1);

    /// <summary>Draws the curve.</summary>
    public static MatchCurve Of(IReadOnlyCollection<MeasuredPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        int matches = pairs.Count(pair => pair.IsSame), called = 0, right = 0;
        var points = new List<(double, MatchCounts)>();
        foreach (IGrouping<double, MeasuredPair> tied in pairs.GroupBy(pair => pair.Decision.Probability)
            .OrderByDescending(group => group.Key))
        {
            called += tied.Count();
            right += tied.Count(pair => pair.IsSame);
            points.Add((tied.Key, new MatchCounts(pairs.Count, matches, called, right)));
        }

        return new MatchCurve(points);
    }

    /// <summary>The lowest threshold whose precision reaches a share; null where none does.</summary>
    public (double Threshold, MatchCounts Counts)? ForPrecision(double precision) =>
        Points.Where(point => point.Counts.Precision >= precision).Select(point => ((double, MatchCounts)?)point).LastOrDefault();
}
