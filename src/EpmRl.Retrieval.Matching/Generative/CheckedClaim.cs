namespace EpmRl.Retrieval.Matching;

/// <summary>A claim with the places of its quotes.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="SpanA">Where the first listing states its quote; null without a quote, or where the quote is invented.</param>
/// <param name="SpanB">Where the second listing states its quote; null likewise.</param>
internal sealed record CheckedClaim(AspectClaim Claim, AspectSpan? SpanA, AspectSpan? SpanB)
{
    /// <summary>Quotes of the claim.</summary>
    public int Quotes => (Claim.QuoteA is null ? 0 : 1) + (Claim.QuoteB is null ? 0 : 1);

    /// <summary>Quotes that occur in their listing.</summary>
    public int Verified => (SpanA is null ? 0 : 1) + (SpanB is null ? 0 : 1);

    /// <summary>A conflict between two equal texts, which no listing supports.</summary>
    public bool IsContradiction =>
        Claim is { Relation: AspectRelation.Conflict, QuoteA: { } a, QuoteB: { } b } && QuoteText.Of(a).IsSame(QuoteText.Of(b));

    /// <summary>Whether both listings bear the claim out as far as text can.</summary>
    public bool IsSupported => Verified == Quotes && !IsContradiction;

    /// <summary>The claim as a reason of a decision.</summary>
    public MatchReason ToReason() => new(Claim.Aspect, Claim.QuoteA, Claim.QuoteB, Claim.Relation, SpanA, SpanB);
}
