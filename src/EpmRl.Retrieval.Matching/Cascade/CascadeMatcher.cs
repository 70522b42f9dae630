namespace EpmRl.Retrieval.Matching;

/// <summary>
/// A fast matcher decides every pair; those in its doubt band go to a generator, whose verdict counts unless it is unsure. It owns
/// neither.
/// </summary>
/// <param name="fast">Decides every pair.</param>
/// <param name="generator">Decides the doubtful ones.</param>
/// <param name="band">The doubtful probabilities.</param>
internal sealed class CascadeMatcher(IPairMatcher fast, IPairMatcher generator, DoubtBand band) : IPairMatcher
{
    private long pairs;
    private long sent;

    /// <inheritdoc/>
    public string Model => $"{fast.Model} + {generator.Model}";

    /// <summary>The doubtful probabilities.</summary>
    public DoubtBand Band => band;

    /// <summary>Pairs decided so far.</summary>
    public long Pairs => Interlocked.Read(ref pairs);

    /// <summary>Those that went to the generator.</summary>
    public long Sent => Interlocked.Read(ref sent);

    /// <inheritdoc/>
    /// <remarks>A decision names the matcher that made it, not the cascade.</remarks>
    public async Task<IReadOnlyList<PairDecision>> DecideAsync(
        IReadOnlyList<ListingPair> pairs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        PairDecision[] decisions = [.. await fast.DecideAsync(pairs, cancellationToken).ConfigureAwait(false)];
        int[] doubtful = [.. Enumerable.Range(0, decisions.Length).Where(i => band.Contains(decisions[i].Probability))];
        Interlocked.Add(ref this.pairs, pairs.Count);
        Interlocked.Add(ref sent, doubtful.Length);
        if (doubtful.Length == 0)
        {
            return decisions;
        }

        IReadOnlyList<PairDecision> judged =
            await generator.DecideAsync([.. doubtful.Select(i => pairs[i])], cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < doubtful.Length; i++)
        {
            decisions[doubtful[i]] = Joined(decisions[doubtful[i]], judged[i]);
        }

        return decisions;
    }

    // An unsure generator adds nothing but its reason: the fast matcher's probability is the better one.
    private static PairDecision Joined(PairDecision first, PairDecision second) => second.Verdict == MatchVerdict.Unsure
        ? first with { Explanation = $"{first.Explanation} {second.Explanation}".Trim(), PromptVersion = second.PromptVersion }
        : second;
}
