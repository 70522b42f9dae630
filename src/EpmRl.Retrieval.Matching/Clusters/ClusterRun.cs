namespace EpmRl.Retrieval.Matching;

/// <summary>The result of a run of clustering.</summary>
/// <param name="Clustering">The clusters.</param>
/// <param name="Ids">The id of each cluster.</param>
/// <param name="State">What the next run continues from.</param>
/// <param name="Graph">The graph that was clustered.</param>
/// <param name="Events">What changed since the earlier run.</param>
/// <param name="New">How many listings are new.</param>
/// <param name="Changed">How many changed.</param>
/// <param name="Deleted">How many are gone.</param>
internal sealed record ClusterRun(
    Clustering Clustering, IReadOnlyList<string> Ids, ClusterState State, PairGraph Graph, IReadOnlyList<ClusterEvent> Events, int New,
    int Changed, int Deleted);
