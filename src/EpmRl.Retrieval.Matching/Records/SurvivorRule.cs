namespace EpmRl.Retrieval.Matching;

/// <summary>How one value survives of those that the listings of a product state.</summary>
internal enum SurvivorRule
{
    /// <summary>The title whose words are most like those of the other titles; then the longest.</summary>
    Medoid,

    /// <summary>The longest.</summary>
    Longest,

    /// <summary>What most listings state; then what the oldest of them states.</summary>
    Majority,

    /// <summary>The lowest price in the currency that most listings have.</summary>
    Lowest,

    /// <summary>The price in the middle, the lower one of two, in that currency.</summary>
    Median,
}
