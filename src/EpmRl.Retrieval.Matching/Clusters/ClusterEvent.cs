namespace EpmRl.Retrieval.Matching;

/// <summary>A change of clusters between two runs.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Cluster">The cluster that it happened to; for a merge the one that remains, for a move the listing's new one.</param>
/// <param name="Others">
/// For a merge, the clusters that ended in it; for a split, all clusters that have its listings now; for a move, the earlier cluster.
/// </param>
/// <param name="Listings">How many listings: of a new cluster, of one that ended; those that moved.</param>
internal sealed record ClusterEvent(ClusterEventKind Kind, string Cluster, IReadOnlyList<string> Others, int Listings);
