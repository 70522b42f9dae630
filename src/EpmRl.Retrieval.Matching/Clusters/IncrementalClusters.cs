namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Clusters listings and continues from an earlier run: only pairs of new and changed listings are decided, and clusters keep their ids.
/// </summary>
/// <remarks>
/// The clusters themselves are computed again from all stored pairs, which takes seconds; so a run that continues gives the clusters of one
/// that starts over with the same pairs.
/// </remarks>
internal static class IncrementalClusters
{
    /// <summary>Decides the pairs of some listings.</summary>
    /// <param name="listings">Positions of the listings that are new or changed, ascending.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The pairs, with these or any other listings; they replace stored ones.</returns>
    public delegate Task<IReadOnlyList<ScoredPair>> DecidePairs(IReadOnlyList<int> listings, CancellationToken cancellationToken);

    /// <summary>Clusters listings.</summary>
    /// <param name="input">The listings and what people decided about them.</param>
    /// <param name="previous">The earlier state.</param>
    /// <param name="options">The rule.</param>
    /// <param name="decide">
    /// Decides pairs; called once, and not at all where nothing is new or changed, unless pairs are given.
    /// </param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static async Task<ClusterRun> RunAsync(
        ClusterInput input, ClusterState previous, ClusterOptions options, DecidePairs decide,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(previous);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(decide);
        options.ThrowIfInvalid();
        IReadOnlyList<string> ids = input.Keys;
        string[] hashes = [.. input.Listings.Select(ListingHash.Of)];
        var positions = new Dictionary<string, int>(ids.Count, StringComparer.Ordinal);
        for (int i = 0; i < ids.Count; i++)
        {
            positions.Add(ids[i], i);
        }

        int run = previous.Run + 1;
        var earlier = new StoredListing?[ids.Count];
        int[] nowAt = new int[previous.Listings.Count]; // position of a stored listing that did not change; else -1
        int deleted = 0;
        for (int i = 0; i < nowAt.Length; i++)
        {
            StoredListing stored = previous.Listings[i];
            bool isThere = positions.TryGetValue(stored.Id, out int at);
            deleted += isThere ? 0 : 1;
            nowAt[i] = isThere && hashes[at] == stored.Hash ? at : -1;
            if (isThere)
            {
                earlier[at] = stored;
            }
        }

        int[] toDecide = [.. Enumerable.Range(0, ids.Count).Where(i => earlier[i]?.Hash != hashes[i])];
        IReadOnlyList<ScoredPair> decided =
            toDecide.Length == 0 && !input.PairsAreGiven ? [] : await decide(toDecide, cancellationToken).ConfigureAwait(false);
        List<ScoredPair> pairs = Join(decided, previous.Pairs, nowAt);
        PairGraph graph = PairGraph.Build(
            ids, input.Choose?.Invoke(pairs) ?? pairs, options, [.. input.Listings.Select(listing => listing.Category)], input.Decisions);
        Clustering clustering = ListingClusterer.Run(graph, options, cancellationToken);
        long next = previous.NextId;
        (string[] names, IReadOnlyList<ClusterEvent> events) = PersistentIds.Assign(
            clustering, [.. earlier.Select(listing => listing?.Cluster)], previous.Listings.Select(listing => listing.Cluster), ref next);
        StoredListing[] kept =
        [
            .. ids.Select((id, i) => new StoredListing(id, hashes[i], names[clustering.ClusterOf[i]], earlier[i]?.Since ?? run)),
        ];
        int fresh = earlier.Count(listing => listing is null);
        return new ClusterRun(
            clustering, names, new ClusterState(run, next, kept, pairs), graph, events, fresh, toDecide.Length - fresh, deleted);
    }

    // New pairs, and of the stored ones those whose listings are both unchanged and whose pair was not decided again.
    private static List<ScoredPair> Join(IReadOnlyList<ScoredPair> decided, IReadOnlyList<ScoredPair> stored, int[] nowAt)
    {
        var pairs = new List<ScoredPair>(decided.Count + stored.Count);
        var known = new HashSet<(int, int)>(decided.Count);
        foreach (ScoredPair pair in decided)
        {
            pairs.Add(pair);
            known.Add((Math.Min(pair.Left, pair.Right), Math.Max(pair.Left, pair.Right)));
        }

        foreach (ScoredPair pair in stored)
        {
            int left = nowAt[pair.Left], right = nowAt[pair.Right];
            if (left >= 0 && right >= 0 && !known.Contains((Math.Min(left, right), Math.Max(left, right))))
            {
                pairs.Add(pair with { Left = left, Right = right });
            }
        }

        return pairs;
    }
}
