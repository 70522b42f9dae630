namespace EpmRl.Retrieval.Evaluation;

/// <summary>Summarises scored pairs.</summary>
internal static class ChannelReports
{
    // In the order of reports: where the label is, and what training has seen of the pair.
    private static readonly (string Name, Func<PairResult, bool> Holds)[] Supports =
    [
        ("explicit value", pair => pair.Gold.Count > 0 && pair.Explicit),
        ("implicit value", pair => pair.Gold.Count > 0 && !pair.Explicit),
        ("value seen in training", pair => pair.Seen == true),
        ("value never seen", pair => pair.Seen == false),
        ("shop seen in training", pair => pair.GroupSeen == true),
        ("shop never seen", pair => pair.GroupSeen == false),
    ];

    /// <summary>Computes the figures of a channel.</summary>
    /// <param name="channel">Its scored pairs.</param>
    /// <param name="subsets">Name of a line → names of the attributes that it excludes.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public static ChannelReport Of(ChannelPairs channel, IReadOnlyDictionary<string, IReadOnlyList<string>> subsets, int seed)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(subsets);
        IReadOnlyList<PairResult> pairs = channel.Pairs;
        FigureLine[] byAttribute = Lines(channel, pair => pair.Attribute);
        return new ChannelReport(
            channel.Name,
            [
                WithInterval("all", channel, _ => true, seed),
                .. subsets.Select(subset => WithInterval(
                    subset.Key, channel, pair => !subset.Value.Contains(pair.Attribute, StringComparer.OrdinalIgnoreCase), seed)),
            ],
            byAttribute,
            Lines(channel, pair => pair.Kind?.ToString().ToLowerInvariant() ?? "not in the taxonomy"),
            Lines(channel, pair => pair.Listing.Category),
            [.. Supports.Select(support => Line(support.Name, channel, support.Holds)).Where(line => line.Counts.Pairs > 0)],
            PrecisionCoverageCurve.Of(pairs),
            pairs.GroupBy(pair => pair.Attribute)
                .ToDictionary(attribute => attribute.Key, attribute => PrecisionCoverageCurve.Of([.. attribute]), StringComparer.Ordinal),
            Reliability.Of(pairs),
            Certainty.Of(pairs));
    }

    private static FigureLine WithInterval(string name, ChannelPairs channel, Func<PairResult, bool> where, int seed) =>
        Line(name, channel, where, BootstrapInterval.OfF1(channel.Pairs.Where(where), seed));

    private static FigureLine Line(string name, ChannelPairs channel, Func<PairResult, bool> where, BootstrapInterval? interval = null) =>
        FigureLine.Of(name, [.. channel.Runs.Select(run => F1Counts.Of(run.Where(where)))], interval);

    private static FigureLine[] Lines(ChannelPairs channel, Func<PairResult, string> key)
    {
        ILookup<string, PairResult>[] runs = [.. channel.Runs.Select(run => run.ToLookup(key, StringComparer.Ordinal))];
        return
        [
            .. runs[0].Select(group => FigureLine.Of(group.Key, [.. runs.Select(run => F1Counts.Of(run[group.Key]))]))
                .OrderByDescending(line => line.Counts.WithValue).ThenBy(line => line.Name, StringComparer.Ordinal),
        ];
    }
}
