using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>Decides the candidate pairs of listings by a matcher, in batches.</summary>
/// <param name="listings">The listings; candidates name them by position.</param>
/// <param name="find">Finds the candidates of some of them, given by position, among all.</param>
/// <param name="matcher">Decides.</param>
/// <param name="onProgress">Receives how many pairs are decided, of how many; null for nobody.</param>
internal sealed class CandidateDecisions(
    IReadOnlyList<ProductProfile> listings, Func<IReadOnlyList<int>, CancellationToken, Task<IReadOnlyList<CandidatePair>>> find,
    IPairMatcher matcher, Action<int, int>? onProgress = null)
{
    private const int Batch = 512; // pairs

    /// <summary>Finds and decides the pairs of some listings; an <see cref="IncrementalClusters.DecidePairs"/>.</summary>
    public async Task<IReadOnlyList<ScoredPair>> DecideAsync(IReadOnlyList<int> of, CancellationToken cancellationToken)
    {
        IReadOnlyList<CandidatePair> candidates = await find(of, cancellationToken).ConfigureAwait(false);
        var decided = new List<ScoredPair>(candidates.Count);
        foreach (CandidatePair[] batch in candidates.Chunk(Batch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ListingPair[] pairs = [.. batch.Select(pair => new ListingPair(listings[pair.Left], listings[pair.Right]))];
            IReadOnlyList<PairDecision> decisions = await matcher.DecideAsync(pairs, cancellationToken).ConfigureAwait(false);
            decided.AddRange(batch.Zip(decisions, (pair, decision) =>
                new ScoredPair(pair.Left, pair.Right, decision.Probability, decision.Verdict)));
            onProgress?.Invoke(decided.Count, candidates.Count);
        }

        return decided;
    }
}
