using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>The pairs of listings that share an identifier, and the identifiers that too many share.</summary>
internal sealed class KeyPairs
{
    private readonly List<IdentifierKey> oversized = [];
    private readonly List<(int Left, int Right)> sizes = []; // listings of each list
    private readonly Dictionary<int, List<int>> ofLeft = [];
    private readonly Dictionary<int, List<int>> ofRight;
    private readonly bool same;

    /// <summary>Groups listings by their identifiers.</summary>
    /// <param name="keys">Reads the identifiers.</param>
    /// <param name="left">The first list.</param>
    /// <param name="right">The second; null for pairs of the first.</param>
    /// <param name="mostPerKey">Listings that may share one.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public KeyPairs(IdentifierKeys keys, IReadOnlyList<ProductProfile> left, IReadOnlyList<ProductProfile>? right, int mostPerKey,
        int threads, CancellationToken cancellationToken)
    {
        same = right is null;
        ofRight = same ? ofLeft : [];
        Dictionary<IdentifierKey, List<int>> lefts = Group(keys, left, threads, cancellationToken);
        Dictionary<IdentifierKey, List<int>> rights = right is null ? lefts : Group(keys, right, threads, cancellationToken);
        foreach ((IdentifierKey key, List<int> one) in lefts)
        {
            if (!rights.TryGetValue(key, out List<int>? other) || (same && one.Count < 2))
            {
                continue;
            }

            if (one.Count + (same ? 0 : other.Count) > mostPerKey)
            {
                Note(one, ofLeft);
                if (!same)
                {
                    Note(other, ofRight);
                }

                oversized.Add(key);
                sizes.Add((one.Count, other.Count));
                continue;
            }

            foreach (int a in one)
            {
                foreach (int b in other)
                {
                    if (!same || a < b)
                    {
                        Pairs.Add((a, b, key.Source));
                    }
                }
            }
        }
    }

    /// <summary>The pairs; one may occur for several identifiers.</summary>
    public List<(int Left, int Right, CandidateSources Source)> Pairs { get; } = [];

    /// <summary>Adds to candidates the identifiers that too many listings share, and counts the pairs that each has among them.</summary>
    public IReadOnlyList<OversizedKey> Mark(List<CandidatePair> candidates)
    {
        long[] kept = new long[oversized.Count];
        for (int i = 0; i < candidates.Count && kept.Length > 0; i++)
        {
            CandidatePair pair = candidates[i];
            if (!ofLeft.TryGetValue(pair.Left, out List<int>? one) || !ofRight.TryGetValue(pair.Right, out List<int>? other))
            {
                continue;
            }

            foreach (int key in one)
            {
                if (other.Contains(key))
                {
                    kept[key]++;
                    candidates[i] = pair = pair with { By = pair.By | oversized[key].Source };
                }
            }
        }

        return
        [
            .. oversized.Select((key, i) => new OversizedKey(
                key, sizes[i].Left + (same ? 0 : sizes[i].Right),
                same ? (long)sizes[i].Left * (sizes[i].Left - 1) / 2 : (long)sizes[i].Left * sizes[i].Right, kept[i]))
                .OrderByDescending(key => key.Listings).ThenBy(key => key.Key.Text, StringComparer.Ordinal),
        ];
    }

    private void Note(List<int> listings, Dictionary<int, List<int>> of)
    {
        foreach (int listing in listings)
        {
            if (!of.TryGetValue(listing, out List<int>? keys))
            {
                of.Add(listing, keys = []);
            }

            keys.Add(oversized.Count);
        }
    }

    private static Dictionary<IdentifierKey, List<int>> Group(
        IdentifierKeys keys, IReadOnlyList<ProductProfile> listings, int threads, CancellationToken cancellationToken)
    {
        var read = new IReadOnlyList<IdentifierKey>[listings.Count];
        Parallel.For(
            0, listings.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            row => read[row] = keys.Of(listings[row]));
        var groups = new Dictionary<IdentifierKey, List<int>>();
        for (int row = 0; row < read.Length; row++)
        {
            foreach (IdentifierKey key in read[row])
            {
                if (!groups.TryGetValue(key, out List<int>? of))
                {
                    groups.Add(key, of = []);
                }

                of.Add(row);
            }
        }

        return groups;
    }
}
