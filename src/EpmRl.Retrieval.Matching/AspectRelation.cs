namespace EpmRl.Retrieval.Matching;

/// <summary>How two listings relate in one aspect.</summary>
public enum AspectRelation
{
    /// <summary>Neither listing states the aspect.</summary>
    None,

    /// <summary>One listing states it.</summary>
    OneSided,

    /// <summary>Both state the same value.</summary>
    Same,

    /// <summary>Both state it, with different values.</summary>
    Conflict,
}
