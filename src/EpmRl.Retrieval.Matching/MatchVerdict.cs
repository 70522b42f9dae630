namespace EpmRl.Retrieval.Matching;

/// <summary>The relation of two listings.</summary>
public enum MatchVerdict
{
    /// <summary>The evidence is not enough for an answer; a person or a stronger matcher should look.</summary>
    Unsure,

    /// <summary>One product in one variant: a buyer would accept one for the other.</summary>
    Same,

    /// <summary>One product in two variants: another color, size, capacity, pack or condition.</summary>
    Variant,

    /// <summary>Two products; an accessory or a bundle is another product too.</summary>
    Different,
}
