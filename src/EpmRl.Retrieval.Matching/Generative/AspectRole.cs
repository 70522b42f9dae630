namespace EpmRl.Retrieval.Matching;

/// <summary>What a conflict in an aspect means.</summary>
internal enum AspectRole
{
    /// <summary>Brand, product line, type: another product.</summary>
    Core,

    /// <summary>Model numbers and other identifiers: another product.</summary>
    Model,

    /// <summary>Color, size, pack and the like: another variant.</summary>
    Variant,
}
