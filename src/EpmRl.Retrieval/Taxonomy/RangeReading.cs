namespace EpmRl.Retrieval.Taxonomy;

/// <summary>What a range such as "12-14 in" gives.</summary>
public enum RangeReading
{
    /// <summary>The range itself, both ends: a value of its own ("7.2-10.8").</summary>
    Whole,

    /// <summary>The larger end.</summary>
    Larger,

    /// <summary>The smaller end.</summary>
    Smaller,
}
