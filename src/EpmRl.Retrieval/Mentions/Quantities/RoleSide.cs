namespace EpmRl.Retrieval.Mentions;

/// <summary>On which side of its number a role word is.</summary>
internal enum RoleSide
{
    /// <summary>Before or behind it: "width 24", "24 wide".</summary>
    Either,

    /// <summary>Before it alone: "replaces 60 W".</summary>
    Before,

    /// <summary>Behind another number it is that number's: "60 W equivalent".</summary>
    Behind,
}
