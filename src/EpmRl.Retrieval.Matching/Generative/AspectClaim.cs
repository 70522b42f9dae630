namespace EpmRl.Retrieval.Matching;

/// <summary>What an answer says about one aspect.</summary>
/// <param name="Aspect">The aspect, one of the prompt's.</param>
/// <param name="QuoteA">The words of the first listing; null where it states none.</param>
/// <param name="QuoteB">The words of the second listing; null where it states none.</param>
/// <param name="Relation">Same, conflict or one-sided.</param>
internal sealed record AspectClaim(string Aspect, string? QuoteA, string? QuoteB, AspectRelation Relation)
{
    /// <summary>The claim with its sides exchanged.</summary>
    public AspectClaim Swapped() => this with { QuoteA = QuoteB, QuoteB = QuoteA };

    /// <summary>
    /// Why the relation does not fit the quotes given: "same" needs two, "one-sided" exactly one; null if it fits.
    /// </summary>
    public string? Misfit()
    {
        int quotes = (QuoteA is null ? 0 : 1) + (QuoteB is null ? 0 : 1);
        int needed = Relation == AspectRelation.OneSided ? 1 : 2;
        return quotes == needed ? null : $"'{Aspect}' is {AnswerWords.Of(Relation)} with {quotes} quotes, expected {needed}";
    }
}
