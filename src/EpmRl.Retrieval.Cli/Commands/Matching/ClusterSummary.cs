using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The figures of `match cluster` for people.</summary>
internal static class ClusterSummary
{
    /// <summary>Prints them on stderr.</summary>
    /// <param name="report">The figures.</param>
    /// <param name="continues">Whether the run continued an earlier one.</param>
    /// <param name="terminal">The console.</param>
    public static void Print(ClusterReport report, bool continues, Terminal terminal)
    {
        ClusterFigures figures = report.Figures;
        terminal.Say(FormattableString.Invariant($"{figures.Listings:N0} listings are {figures.Clusters:N0} products, ")
            + FormattableString.Invariant($"{figures.Singles:N0} of one listing; the largest has {figures.Largest:N0}."));
        terminal.Say(FormattableString.Invariant($"{figures.AcceptedPairs:N0} of {figures.Pairs:N0} pairs are accepted; ")
            + FormattableString.Invariant($"{figures.CutShare * 100:0.0}% of them lie between two products. ")
            + FormattableString.Invariant($"{figures.CutBridges:N0} of {figures.Bridges:N0} bridges were cut, ")
            + FormattableString.Invariant($"{figures.UnsurePairs:N0} pairs are unsure."));
        if (continues)
        {
            string events = report.Events.Count == 0
                ? "no cluster changed" : string.Join(", ", report.Events.Select(entry => $"{entry.Key} {entry.Value:N0}"));
            terminal.Say(
                $"Since the last run: {report.NewListings:N0} new, {report.ChangedListings:N0} changed and "
                + $"{report.DeletedListings:N0} deleted listings; {events}.");
        }

        if (report.Quality is { } quality)
        {
            terminal.Say(FormattableString.Invariant(
                $"Pairwise F1 {quality.PairF1 * 100:0.0} (precision {quality.PairPrecision * 100:0.0}, ")
                + FormattableString.Invariant($"recall {quality.PairRecall * 100:0.0}), ")
                + FormattableString.Invariant(
                    $"B-cubed F1 {quality.CubedF1 * 100:0.0} ({quality.CubedPrecision * 100:0.0}, {quality.CubedRecall * 100:0.0}) on ")
                + FormattableString.Invariant(
                    $"{quality.Listings:N0} listings; largest cluster {quality.Largest:N0}, in truth {quality.LargestTrue:N0}."));
        }

        if (report.GreedyParts > 0)
        {
            terminal.Warn($"{report.GreedyParts:N0} parts are too large to be assigned exactly; there the best pair was taken first.");
        }

        if (figures.Oversized > 0)
        {
            terminal.Warn($"{figures.Oversized:N0} clusters are above --max-size; their listings have no cluster and need review.");
        }
    }
}
