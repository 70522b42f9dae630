namespace EpmRl.Retrieval.Matching;

/// <summary>A labelled pair with a matcher's decision.</summary>
/// <param name="Pair">The listings.</param>
/// <param name="Decision">What the matcher decided.</param>
/// <param name="IsSame">The label.</param>
/// <param name="Product">
/// The product of the first listing, as a number: listings that labelled matches join, directly or over others, are one product.
/// </param>
/// <param name="IsSeen">Whether one of the listings is in a training pair; null where no training pairs are known.</param>
internal sealed record MeasuredPair(ListingPair Pair, PairDecision Decision, bool IsSame, int Product = 0, bool? IsSeen = null)
{
    /// <summary>Whether the matcher called it <c>same</c>.</summary>
    public bool IsCalled => Decision.Verdict == MatchVerdict.Same;

    /// <summary>Whether the matcher is wrong about <c>same</c>.</summary>
    public bool IsWrong => IsCalled != IsSame;

    /// <summary>The category that its listings state; empty where neither does.</summary>
    public string Category => Pair.A.Category is { Length: > 0 } first ? first : Pair.B.Category ?? "";
}
