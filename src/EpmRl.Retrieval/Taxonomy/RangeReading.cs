namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The value of a range such as "12-14 in".</summary>
internal enum RangeReading
{
    /// <summary>The range itself, both ends, as a value ("7.2-10.8").</summary>
    Whole,

    /// <summary>The larger end.</summary>
    Larger,

    /// <summary>The smaller end.</summary>
    Smaller,
}
