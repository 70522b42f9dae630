namespace EpmRl.Retrieval.Matching;

/// <summary>What a difference in an aspect means.</summary>
internal enum Difference
{
    /// <summary>Little by itself; the matcher weighs it.</summary>
    Evidence,

    /// <summary>Another variant of one product.</summary>
    Variant,

    /// <summary>Another product.</summary>
    Product,
}
