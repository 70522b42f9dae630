namespace EpmRl.Retrieval.Matching;

/// <summary>The listings that a pair competes with: the nearest in each catalogue of a listing in the other.</summary>
/// <remarks>Safe for concurrent callers.</remarks>
internal sealed class CatalogContext
{
    private const int MostRivals = 8;
    private const int MostPostings = 2_000; // of one word: more frequent ones find nothing that others do not
    private readonly IReadOnlyList<PreparedListing> listings;
    private readonly Dictionary<int, List<int>>[] postings;
    private readonly IReadOnlyList<int> sides;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<(int Listing, int Side), int[]> found = new();

    /// <summary>Indexes one catalogue, or two.</summary>
    /// <param name="listings">All listings.</param>
    /// <param name="sides">The catalogue of each listing, 0 or 1; all 0 for one catalogue.</param>
    /// <param name="count">Number of listings that may be rivals, which come first; those after them are only compared.</param>
    public CatalogContext(IReadOnlyList<PreparedListing> listings, IReadOnlyList<int> sides, int count)
    {
        this.listings = listings;
        this.sides = sides;
        postings = [.. new[] { 0, 1 }.Select(side => Index(Enumerable.Range(0, count).Where(listing => sides[listing] == side)))];
    }

    /// <summary>How alike two listings are: the mean of their titles' cosines by words and by characters, in [0, 1].</summary>
    public static float Likeness(PreparedListing a, PreparedListing b) =>
        0.5f * (a.TitleWeights.Cosine(b.TitleWeights) + a.Grams.Cosine(b.Grams));

    /// <summary>The listings that compete with <paramref name="partner"/> for a listing, the most alike first, without the two.</summary>
    public IEnumerable<int> RivalsOf(int listing, int partner)
    {
        return found.GetOrAdd((listing, sides[partner]), key => Nearest(key.Listing, key.Side))
            .Where(other => other != partner && other != listing);
    }

    private int[] Nearest(int listing, int side)
    {
        var scores = new Dictionary<int, float>();
        ReadOnlySpan<int> keys = listings[listing].TitleWeights.Keys;
        ReadOnlySpan<float> weights = listings[listing].TitleWeights.Weights;
        for (int i = 0; i < keys.Length; i++)
        {
            if (postings[side].TryGetValue(keys[i], out List<int>? with) && with.Count <= MostPostings)
            {
                foreach (int other in with)
                {
                    System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(scores, other,
                        out _) += weights[i] * weights[i];
                }
            }
        }

        scores.Remove(listing);
        return
        [
            .. scores.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(4 * MostRivals).Select(pair => pair.Key)
                .OrderByDescending(other => Likeness(listings[listing], listings[other])).ThenBy(other => other).Take(MostRivals + 1),
        ];
    }

    private Dictionary<int, List<int>> Index(IEnumerable<int> pool)
    {
        var index = new Dictionary<int, List<int>>();
        foreach (int listing in pool)
        {
            foreach (int key in listings[listing].TitleWeights.Keys)
            {
                (System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(index, key, out _) ??= []).Add(listing);
            }
        }

        return index;
    }
}
