namespace EpmRl.Retrieval.Matching;

/// <summary>Describes pairs of one or two catalogues by all features, those of their context included.</summary>
/// <remarks>Safe for concurrent callers.</remarks>
internal sealed class PairScorer
{
    private readonly IReadOnlyList<PreparedListing> listings;
    private readonly AspectRules rules;
    private readonly PairFeatures features;
    private readonly BoostedTrees first;
    private readonly CatalogContext context;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<(int, int), float> probabilities = new();

    /// <summary>Prepares the scorer.</summary>
    /// <param name="listings">All listings.</param>
    /// <param name="rules">The aspects.</param>
    /// <param name="features">The features of a pair alone.</param>
    /// <param name="first">The model over them, which judges rivals.</param>
    /// <param name="context">Finds rivals.</param>
    public PairScorer(
        IReadOnlyList<PreparedListing> listings, AspectRules rules, PairFeatures features, BoostedTrees first, CatalogContext context)
    {
        this.listings = listings;
        this.rules = rules;
        this.features = features;
        this.first = first;
        this.context = context;
    }

    /// <summary>Number of features of a pair alone.</summary>
    public int OwnCount => features.Names.Count;

    /// <summary>Number of all features.</summary>
    public int Count => features.Names.Count + ContextFeatures.Names.Count;

    /// <summary>Describes a pair.</summary>
    /// <param name="a">Position of the first listing.</param>
    /// <param name="b">Position of the second.</param>
    /// <param name="values">Receives <see cref="Count"/> numbers.</param>
    /// <param name="aligned">Receives the aligned aspects.</param>
    /// <param name="keeps">Whether a listing may be a rival: training leaves half of them out; null for all.</param>
    public void Write(int a, int b, Span<float> values, Span<AlignedAspect> aligned, Func<int, bool>? keeps = null)
    {
        AspectAlignment.Align(listings[a], listings[b], rules, aligned);
        features.Write(listings[a], listings[b], aligned, values);
        var pair = new Rival((float)first.Probability(values[..OwnCount]), CatalogContext.Likeness(listings[a], listings[b]), 1);
        probabilities[Key(a, b)] = pair.Probability;
        ContextFeatures.Write(pair, RivalsOf(a, b, keeps), RivalsOf(b, a, keeps), values[OwnCount..]);
    }

    private List<Rival> RivalsOf(int listing, int partner, Func<int, bool>? keeps)
    {
        var rivals = new List<Rival>();
        foreach (int other in context.RivalsOf(listing, partner))
        {
            if (keeps is null || keeps(other))
            {
                rivals.Add(new Rival(
                    probabilities.GetOrAdd(Key(listing, other), key => FirstProbability(key.Item1, key.Item2)),
                    CatalogContext.Likeness(listings[listing], listings[other]),
                    CatalogContext.Likeness(listings[partner], listings[other])));
            }
        }

        return rivals;
    }

    private float FirstProbability(int a, int b)
    {
        Span<float> values = stackalloc float[OwnCount];
        var aligned = new AlignedAspect[rules.Aspects.Count];
        AspectAlignment.Align(listings[a], listings[b], rules, aligned);
        features.Write(listings[a], listings[b], aligned, values);
        return (float)first.Probability(values);
    }

    private static (int, int) Key(int a, int b) => a < b ? (a, b) : (b, a);
}
