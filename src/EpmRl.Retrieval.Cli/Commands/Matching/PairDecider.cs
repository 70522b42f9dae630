using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>
/// Where `match cluster` gets its decisions from without --pairs: the one place that joins the finder of candidates and the matcher.
/// </summary>
internal static class PairDecider
{
    /// <summary>Opens what decides the pairs of listings.</summary>
    /// <param name="input">The listings; candidates name them by position.</param>
    /// <param name="leftCount">How many of them are of the left list, where two are linked; null for one list.</param>
    /// <param name="matcher">The matcher.</param>
    /// <param name="onProgress">Receives how many pairs are decided, of how many.</param>
    public static IncrementalClusters.DecidePairs Open(
        ClusterInput input, int? leftCount, FastMatcher matcher, Action<int, int> onProgress) => async (of, cancellationToken) =>
    {
        ProductProfile[] all = [.. input.Listings];
        ProductProfile[] left = all[..(leftCount ?? all.Length)];
        ProductProfile[]? right = leftCount is { } count ? all[count..] : null;
        FastMatcher within = await Task.Run(() => matcher.Within(left, right, cancellationToken), cancellationToken).ConfigureAwait(false);
        return await new CandidateDecisions(all, Find, within, onProgress).DecideAsync(of, cancellationToken).ConfigureAwait(false);

        // Titles and identifiers alone: vectors would find one pair in a thousand more, at a hundred times the cost.
        Task<IReadOnlyList<CandidatePair>> Find(IReadOnlyList<int> wanted, CancellationToken token)
        {
            CandidateSearch search = CandidateFinder.Find(left, right, new CandidateOptions(), cancellationToken: token);
            int offset = right is null ? 0 : left.Length;
            var some = wanted.ToHashSet();
            return Task.FromResult<IReadOnlyList<CandidatePair>>(
            [
                .. search.Pairs.Select(pair => pair with { Right = pair.Right + offset })
                    .Where(pair => some.Contains(pair.Left) || some.Contains(pair.Right)),
            ]);
        }
    };
}
