namespace EpmRl.Retrieval.Matching;

/// <summary>What is conspicuous about a wrongly judged pair. Rules are tried in this order; the first that holds gives the class.</summary>
internal enum MatchErrorRule
{
    /// <summary>Both listings state an aspect, with different values.</summary>
    Conflict,

    /// <summary>Both have a price in one currency, and one is at least twice the other.</summary>
    PricesApart,

    /// <summary>The titles share less than half of the words of the shorter one.</summary>
    TitlesApart,

    /// <summary>Only one listing states some aspect.</summary>
    OneSided,

    /// <summary>None of these.</summary>
    Alike,
}
