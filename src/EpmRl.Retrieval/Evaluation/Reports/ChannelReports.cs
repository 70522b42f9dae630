namespace EpmRl.Retrieval.Evaluation;

/// <summary>Sums scored pairs up.</summary>
public static class ChannelReports
{
    /// <summary>Makes the figures of a channel.</summary>
    /// <param name="channel">Its scored pairs.</param>
    /// <param name="subsets">Name of a line → names of the attributes that it leaves out.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public static ChannelReport Of(ChannelPairs channel, IReadOnlyDictionary<string, IReadOnlyList<string>> subsets, int seed)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(subsets);
        IReadOnlyList<PairResult> pairs = channel.Pairs;
        FigureLine[] byAttribute = Lines(pairs, pair => pair.Attribute);
        return new ChannelReport(
            channel.Name,
            [
                WithInterval("all", pairs, seed),
                .. subsets.Select(subset => WithInterval(
                    subset.Key, [.. pairs.Where(pair => !subset.Value.Contains(pair.Attribute, StringComparer.OrdinalIgnoreCase))], seed)),
            ],
            byAttribute,
            Lines(pairs, pair => pair.Kind?.ToString().ToLowerInvariant() ?? "not in the taxonomy"),
            Lines(pairs, pair => pair.Listing.Category),
            BySupport(pairs),
            PrecisionCoverageCurve.Of(pairs),
            byAttribute.ToDictionary(
                line => line.Name, line => PrecisionCoverageCurve.Of([.. pairs.Where(pair => pair.Attribute == line.Name)]), StringComparer.Ordinal),
            Reliability.Of(pairs));
    }

    /// <summary>
    /// The wrong answers, the surest first: those tell most about the engine, or about the labels. The kinds of error alternate in their
    /// proportion, so that a short list is a fair picture too.
    /// </summary>
    public static IReadOnlyList<PairResult> Errors(IEnumerable<PairResult> pairs) =>
    [
        .. pairs.Where(pair => pair.Outcome is PairOutcome.Wrong or PairOutcome.Invented or PairOutcome.Missed)
            .GroupBy(pair => pair.Outcome)
            .SelectMany(errors => errors
                .OrderByDescending(pair => pair.Best?.Probability ?? 0).ThenBy(pair => pair.ListingIndex)
                .Select((pair, rank) => (Pair: pair, Place: (rank + 0.5) / errors.Count())))
            .OrderBy(error => error.Place).ThenBy(error => error.Pair.Outcome)
            .Select(error => error.Pair),
    ];

    private static FigureLine WithInterval(string name, IReadOnlyCollection<PairResult> pairs, int seed) =>
        new(name, F1Counts.Of(pairs), BootstrapInterval.OfF1(pairs, seed));

    private static FigureLine[] Lines(IEnumerable<PairResult> pairs, Func<PairResult, string> key) =>
    [
        .. pairs.GroupBy(key).Select(group => new FigureLine(group.Key, F1Counts.Of(group)))
            .OrderByDescending(line => line.Counts.WithValue).ThenBy(line => line.Name, StringComparer.Ordinal),
    ];

    private static FigureLine[] BySupport(IEnumerable<PairResult> pairs)
    {
        PairResult[] withValue = [.. pairs.Where(pair => pair.Gold.Count > 0)];
        FigureLine[] lines =
        [
            new("label stands in the text", F1Counts.Of(withValue.Where(pair => pair.Explicit))),
            new("label does not stand in the text", F1Counts.Of(withValue.Where(pair => !pair.Explicit))),
            new("label seen in the other folds", F1Counts.Of(withValue.Where(pair => pair.Seen == true))),
            new("label not seen in the other folds", F1Counts.Of(withValue.Where(pair => pair.Seen == false))),
        ];
        return [.. lines.Where(line => line.Counts.Pairs > 0)];
    }
}
