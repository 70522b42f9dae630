namespace EpmRl.Retrieval.Matching;

/// <summary>Verifies every quote of an answer against its listing.</summary>
internal static class AnswerCheck
{
    /// <summary>The answer's claims with the places of their quotes.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="a">The listing shown first.</param>
    /// <param name="b">The listing shown second.</param>
    public static IReadOnlyList<CheckedClaim> Of(Answer answer, ShownListing a, ShownListing b) =>
    [
        .. answer.Claims.Select(claim => new CheckedClaim(
            claim, claim.QuoteA is { } quoteA ? a.Find(quoteA) : null, claim.QuoteB is { } quoteB ? b.Find(quoteB) : null)),
    ];

    /// <summary>What the first unsupported claim claims; null if all are supported.</summary>
    public static string? Problem(IReadOnlyList<CheckedClaim> claims)
    {
        foreach (CheckedClaim claim in claims)
        {
            if (claim.IsContradiction)
            {
                return $"'{claim.Claim.Aspect}' conflicts, yet both quotes are '{claim.Claim.QuoteA}'";
            }

            if (!claim.IsSupported)
            {
                string? invented = claim.Claim.QuoteA is { } quote && claim.SpanA is null ? quote : claim.Claim.QuoteB;
                return $"the quote '{invented}' of '{claim.Claim.Aspect}' does not occur in its listing";
            }
        }

        return null;
    }
}
