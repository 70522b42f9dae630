namespace EpmRl.Retrieval.Mentions;

/// <summary>The side of a role word relative to its number.</summary>
internal enum RoleSide
{
    /// <summary>Before or after: "width 24", "24 wide".</summary>
    Either,

    /// <summary>Only before: "replaces 60 W".</summary>
    Before,

    /// <summary>After a number it belongs to that number: "60 W equivalent".</summary>
    Behind,
}
