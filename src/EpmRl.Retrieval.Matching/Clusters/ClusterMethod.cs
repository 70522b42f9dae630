namespace EpmRl.Retrieval.Matching;

/// <summary>How pairs become clusters.</summary>
internal enum ClusterMethod
{
    /// <summary>Two clusters join only where the pairs between them agree on average and none rules it out; weak bridges are cut.</summary>
    Agglomerative,

    /// <summary>Everything that a chain of pairs above the threshold connects. The baseline: one wrong pair joins two products.</summary>
    Components,
}
