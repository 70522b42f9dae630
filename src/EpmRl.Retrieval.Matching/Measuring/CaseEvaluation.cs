namespace EpmRl.Retrieval.Matching;

/// <summary>Asks a matcher about cases, each alone: without catalogues, as an API is asked.</summary>
internal static class CaseEvaluation
{
    /// <summary>Asks about all cases.</summary>
    public static async Task<IReadOnlyList<CaseResult>> RunAsync(
        IReadOnlyList<MatchCase> cases, IPairMatcher matcher, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(matcher);
        var results = new List<CaseResult>(cases.Count);
        foreach (MatchCase one in cases)
        {
            results.Add(new CaseResult(
                one,
                await AskAsync(one.Pair).ConfigureAwait(false),
                await AskAsync(new ListingPair(one.Pair.B, one.Pair.A)).ConfigureAwait(false),
                one.Plain is null ? null : await AskAsync(one.Plain).ConfigureAwait(false)));
        }

        return results;

        async Task<PairDecision> AskAsync(ListingPair pair) =>
            (await matcher.DecideAsync([pair], cancellationToken).ConfigureAwait(false))[0];
    }
}
