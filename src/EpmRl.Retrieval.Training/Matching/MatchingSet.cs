using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>A data set ready for training: its listings prepared, edited pairs added, pairs split into folds by product.</summary>
internal sealed class MatchingSet
{
    private const float OthersPerMatch = 8;
    private const float EditWeight = 0.5f;

    private readonly List<bool[]> halves = [];

    private MatchingSet(MatchingData data, PreparedCatalog catalog, IReadOnlyList<LabelledPair> pairs, int[] folds, int[] sides, int seed,
        int halvings)
    {
        Data = data;
        Catalog = catalog;
        Pairs = pairs;
        Folds = folds;
        Context = new CatalogContext(catalog.Listings, sides, data.Listings.Count);
        var random = new Random(seed);
        for (int i = 0; i < halvings; i++)
        {
            halves.Add([.. catalog.Listings.Select(_ => random.Next(2) == 0)]);
        }
    }

    /// <summary>The data set.</summary>
    public MatchingData Data { get; }

    /// <summary>Its listings and the edited ones after them.</summary>
    public PreparedCatalog Catalog { get; }

    /// <summary>Its training pairs and the edited ones.</summary>
    public IReadOnlyList<LabelledPair> Pairs { get; }

    /// <summary>The fold of each pair.</summary>
    public int[] Folds { get; }

    /// <summary>How much all its pairs weigh.</summary>
    public double Weight => Pairs.Sum(pair => (double)pair.Weight);

    /// <summary>Finds rivals.</summary>
    public CatalogContext Context { get; }

    /// <summary>A random half of the catalogues.</summary>
    public Func<int, bool> HalfOf(int halving) => listing => halves[halving][listing];

    /// <summary>Prepares a data set.</summary>
    public static MatchingSet Of(
        MatchingData data, AspectRules rules, IReadOnlyDictionary<string, int> background, int backgroundListings,
        MatcherTrainingOptions options, CancellationToken cancellationToken)
    {
        var random = new Random(options.Seed);
        var plain = PreparedCatalog.Of(data.Listings, rules, new TokenTable(background, backgroundListings), cancellationToken);
        int[] folds = ProductFolds.Of(data.Train, options.Folds, options.Seed);
        var listings = new List<ProductProfile>(data.Listings);
        var sides = Enumerable.Range(0, data.Listings.Count).Select(data.SideOf).ToList();
        var pairs = new List<LabelledPair>(data.Train);
        var pairFolds = new List<int>(folds);
        var edits = new ListingEdits(rules, random);
        for (int i = 0; i < data.Train.Count; i++)
        {
            LabelledPair pair = data.Train[i];
            if (pair.Kind != PairKind.Same || random.NextDouble() >= options.Edits)
            {
                continue;
            }

            bool editsLeft = random.Next(2) == 0;
            (int edited, int partner) = editsLeft ? (pair.Left, pair.Right) : (pair.Right, pair.Left);
            ProductProfile other = data.Listings[random.Next(data.Listings.Count)];
            if (edits.Compose(plain.Listings[edited], plain.Listings[partner], other) is var (listing, second, kind))
            {
                int first = Add(listing, edited);
                pairs.Add(new LabelledPair(first, second is null ? partner : Add(second, partner), kind, EditWeight));
                pairFolds.Add(folds[i]);
            }
        }

        var catalog = PreparedCatalog.Of(listings, rules, new TokenTable(background, backgroundListings), cancellationToken);
        return new MatchingSet(data, catalog, Balanced(pairs), [.. pairFolds], [.. sides], options.Seed, options.Halvings);

        int Add(ProductProfile listing, int origin)
        {
            listings.Add(listing);
            sides.Add(sides[origin]);
            return listings.Count - 1;
        }
    }

    // All data sets weigh as if one pair in nine matched, so that one threshold serves them together.
    private static List<LabelledPair> Balanced(List<LabelledPair> pairs)
    {
        int matches = pairs.Count(pair => pair.Kind == PairKind.Same), others = pairs.Count(pair => pair.Kind == PairKind.Other);
        float weight = Math.Clamp(OthersPerMatch * matches / Math.Max(1, others), 0.25f, 8);
        return [.. pairs.Select(pair => pair.Kind == PairKind.Other ? pair with { Weight = weight } : pair)];
    }
}
