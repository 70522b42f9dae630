namespace EpmRl.Retrieval.Matching;

/// <summary>A kind of change of clusters.</summary>
internal enum ClusterEventKind
{
    /// <summary>A new cluster, of new listings.</summary>
    Birth,

    /// <summary>Clusters ended and their listings are in another now.</summary>
    Merge,

    /// <summary>Listings of one cluster are in several now.</summary>
    Split,

    /// <summary>Listings went from one cluster to another, and both remain.</summary>
    Move,

    /// <summary>A cluster ended with its last listing.</summary>
    Death,
}
