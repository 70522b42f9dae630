namespace EpmRl.Retrieval.Matching;

/// <summary>The clusters of a run, from which the next one continues.</summary>
/// <param name="Run">Number of the run, from 1; 0 before the first.</param>
/// <param name="NextId">Number of the next new cluster, from 1.</param>
/// <param name="Listings">The listings with their clusters.</param>
/// <param name="Pairs">All decided pairs, accepted or not, by the positions of their listings.</param>
internal sealed record ClusterState(int Run, long NextId, IReadOnlyList<StoredListing> Listings, IReadOnlyList<ScoredPair> Pairs)
{
    /// <summary>The state before the first run.</summary>
    public static ClusterState Empty { get; } = new(0, 1, [], []);
}
