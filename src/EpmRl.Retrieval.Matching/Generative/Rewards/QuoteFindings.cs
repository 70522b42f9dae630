namespace EpmRl.Retrieval.Matching;

/// <summary>Which quotes of an answer verify: v(q) of the reward.</summary>
/// <param name="Quotes">Quotes of the answer.</param>
/// <param name="Faults">What is wrong with those that do not verify, one a quote.</param>
internal sealed record QuoteFindings(int Quotes, IReadOnlyList<string> Faults)
{
    private const int MostTold = 3;

    /// <summary>The share of quotes that do not verify, H; 1 without quotes.</summary>
    public double ShareInvented => Quotes == 0 ? 1 : (double)Faults.Count / Quotes;

    /// <summary>What was found, for people.</summary>
    public string Reason => Faults.Count == 0
        ? $"all {Quotes} quotes verify"
        : $"{Faults.Count} of {Quotes} quotes do not verify: {string.Join("; ", Faults.Take(MostTold))}"
            + (Faults.Count > MostTold ? "; …" : "");

    /// <summary>Verifies the quotes of an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="pair">The pair.</param>
    public static QuoteFindings Of(Answer answer, PairEvidence pair)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(pair);
        int quotes = 0;
        var faults = new List<string>();
        var told = (A: new HashSet<string>(StringComparer.Ordinal), B: new HashSet<string>(StringComparer.Ordinal));
        foreach (CheckedClaim claim in AnswerCheck.Of(answer, pair.A, pair.B))
        {
            AspectEvidence? evidence = pair.Of(claim.Claim.Aspect);
            Check(claim, claim.Claim.QuoteA, claim.SpanA, evidence?.ValuesA ?? [], told.A);
            Check(claim, claim.Claim.QuoteB, claim.SpanB, evidence?.ValuesB ?? [], told.B);
        }

        return new QuoteFindings(quotes, faults);

        void Check(CheckedClaim claim, string? quote, AspectSpan? span, IReadOnlyList<AspectValue> values, HashSet<string> before)
        {
            if (quote is null)
            {
                return;
            }

            quotes++;
            string? fault = span is null ? "is not in its listing"
                : QuoteRules.Fault(quote) is { } empty ? empty
                : claim.IsContradiction ? "conflicts with itself"
                : !before.Add(quote.ToUpperInvariant()) ? "is quoted for another aspect already"
                : !AspectEvidence.Admits(values, quote, span) ? $"does not state the {claim.Claim.Aspect}"
                : null;
            if (fault is not null)
            {
                faults.Add($"'{quote}' {fault}");
            }
        }
    }
}
