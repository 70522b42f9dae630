using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>
/// Where `match cluster` gets its decisions from without --pairs: the one place that joins the finder of candidates and the matcher.
/// </summary>
internal static class PairDecider
{
    /// <summary>Opens what decides the pairs of listings.</summary>
    /// <param name="input">The listings; candidates name them by position.</param>
    /// <param name="leftCount">How many of them are of the left list, where two are linked; null for one list.</param>
    /// <param name="model">The matcher's folder; null for the shipped one.</param>
    /// <param name="onProgress">Receives how many pairs are decided, of how many.</param>
    public static IncrementalClusters.DecidePairs Open(ClusterInput input, int? leftCount, string? model, Action<int, int> onProgress) =>
        throw new UsageException(
            "--pairs is needed: the decided pairs of the listings, as 'epmrl match decide' writes them. Run: epmrl match decide --help");
}
