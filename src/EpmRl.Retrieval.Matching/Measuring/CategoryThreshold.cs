namespace EpmRl.Retrieval.Matching;

/// <summary>The figures of a category, and the threshold that suits it.</summary>
/// <param name="Category">Its name; null for the pool of categories with too few pairs.</param>
/// <param name="Counts">The counts of the matcher as it is.</param>
/// <param name="Threshold">The fitted threshold; null where none reaches the demanded precision.</param>
/// <param name="Fitted">The counts with it, on the pairs that it was fitted on: they flatter.</param>
internal sealed record CategoryThreshold(string? Category, MatchCounts Counts, double? Threshold, MatchCounts Fitted)
{
    /// <summary>A category with fewer labelled pairs shares the pool's threshold.</summary>
    public const int LeastPairs = 50;

    /// <summary>Fits a threshold for each category with enough pairs, and one for all others together.</summary>
    /// <param name="pairs">Labelled pairs that the matcher was not trained on.</param>
    /// <param name="precision">The precision demanded, in (0, 1]; null for the largest F1.</param>
    /// <returns>The categories, most pairs first; the pool last.</returns>
    public static IReadOnlyList<CategoryThreshold> Fit(IEnumerable<MeasuredPair> pairs, double? precision = null)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ILookup<bool, IGrouping<string, MeasuredPair>> bySize = pairs.GroupBy(pair => pair.Category, StringComparer.Ordinal)
            .ToLookup(group => group.Key.Length > 0 && group.Count() >= LeastPairs && group.Any(pair => pair.IsSame));
        MeasuredPair[] pool = [.. bySize[false].SelectMany(group => group)];
        return
        [
            .. bySize[true].OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => Of(group.Key, [.. group], precision)),
            .. pool.Length > 0 ? [Of(null, pool, precision)] : Array.Empty<CategoryThreshold>(),
        ];
    }

    private static CategoryThreshold Of(string? category, MeasuredPair[] pairs, double? precision)
    {
        var curve = MatchCurve.Of(pairs);
        (double Threshold, MatchCounts Counts)? chosen = precision is { } share ? curve.ForPrecision(share) : curve.Best;
        return new CategoryThreshold(category, MatchCounts.Of(pairs), chosen?.Threshold, chosen?.Counts ?? default);
    }
}
