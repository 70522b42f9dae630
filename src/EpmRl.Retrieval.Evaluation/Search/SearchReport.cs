namespace EpmRl.Retrieval.Evaluation;

/// <summary>How good and how fast value search is.</summary>
/// <param name="SpellingAndMeaning">The figures of all queries, then of each kind of query where there are several.</param>
/// <param name="MeaningAlone">The same by meaning alone.</param>
/// <param name="Median">Time that a search took, half of them at most; encoding the query included.</param>
/// <param name="Percentile99">The same of 99 in 100.</param>
internal sealed record SearchReport(
    IReadOnlyList<SearchFigures> SpellingAndMeaning, IReadOnlyList<SearchFigures> MeaningAlone, TimeSpan Median, TimeSpan Percentile99)
{
    /// <summary>Sums results up.</summary>
    /// <param name="results">At least one.</param>
    public static SearchReport Of(IReadOnlyList<SearchResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        TimeSpan[] times = [.. results.Select(result => result.Took).Order()];
        return new SearchReport(
            Lines(results, result => result.Rank), Lines(results, result => result.MeaningRank),
            times[times.Length / 2], times[times.Length * 99 / 100]);
    }

    private static SearchFigures[] Lines(IReadOnlyList<SearchResult> results, Func<SearchResult, int?> rank)
    {
        IGrouping<string, SearchResult>[] kinds =
            [.. results.GroupBy(result => result.Query.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal)];
        return
        [
            SearchFigures.Of("all", [.. results.Select(rank)]),
            .. kinds.Where(_ => kinds.Length > 1)
                .Select(kind => SearchFigures.Of(kind.Key.Length > 0 ? kind.Key : "no kind", [.. kind.Select(rank)])),
        ];
    }
}
