using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>The listings of one or two catalogues, prepared for a model.</summary>
internal sealed class PreparedPool
{
    private readonly Dictionary<ProductProfile, int> places;

    private PreparedPool(IReadOnlyList<PreparedListing> listings, PairScorer scorer)
    {
        Listings = listings;
        Scorer = scorer;
        places = new Dictionary<ProductProfile, int>(listings.Count, ReferenceEqualityComparer.Instance);
        for (int i = 0; i < listings.Count; i++)
        {
            places.TryAdd(listings[i].Profile, i);
        }
    }

    /// <summary>The listings, those of the first catalogue before those of the second.</summary>
    public IReadOnlyList<PreparedListing> Listings { get; }

    /// <summary>Describes their pairs.</summary>
    public PairScorer Scorer { get; }

    /// <summary>The place of a listing.</summary>
    /// <exception cref="InvalidRequestException">It is in neither catalogue.</exception>
    public int PlaceOf(ProductProfile listing) => places.TryGetValue(listing, out int place)
        ? place
        : throw new InvalidRequestException($"The listing '{listing.Id}' is not one of the catalogues that the matcher was given.");

    /// <summary>Prepares catalogues.</summary>
    public static PreparedPool Of(
        IReadOnlyList<ProductProfile> left, IReadOnlyList<ProductProfile>? right, MatcherModel model, AspectRules rules,
        CancellationToken cancellationToken)
    {
        ProductProfile[] all = [.. left, .. right ?? []];
        var catalog = PreparedCatalog.Of(all, rules, new TokenTable(model.Background, model.BackgroundListings), cancellationToken);
        int[] sides = [.. all.Select((_, i) => i < left.Count ? 0 : 1)];
        var scorer = new PairScorer(
            catalog.Listings, rules, new PairFeatures(rules, model.Words), model.First,
                new CatalogContext(catalog.Listings, sides, all.Length));
        return new PreparedPool(catalog.Listings, scorer);
    }
}
