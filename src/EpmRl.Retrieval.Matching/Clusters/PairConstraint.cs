namespace EpmRl.Retrieval.Matching;

/// <summary>What a person decided about a pair; it outranks every probability.</summary>
internal enum PairConstraint : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Both listings are one product.</summary>
    MustLink,

    /// <summary>They are not: another variant or another product.</summary>
    CannotLink,
}
