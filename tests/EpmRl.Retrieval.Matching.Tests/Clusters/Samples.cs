using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching.Tests.Clusters;

/// <summary>Short forms for tests of clusters.</summary>
internal static class Samples
{
    /// <summary>Listings named by letters: <c>a b c</c>.</summary>
    public static ProductProfile[] Offers(string ids) =>
        [.. ids.Split(' ').Select(id => new ProductProfile { Id = id, Title = $"listing {id}" })];

    /// <summary>Pairs such as <c>a-b 0.9</c>, by positions in the listings.</summary>
    public static ScoredPair[] Pairs(IReadOnlyList<ProductProfile> listings, params ReadOnlySpan<(string A, string B, double P)> pairs)
    {
        var found = new List<ScoredPair>();
        foreach ((string a, string b, double p) in pairs)
        {
            found.Add(new ScoredPair(At(a), At(b), p, p >= 0.5 ? MatchVerdict.Same : MatchVerdict.Different));
        }

        return [.. found];

        int At(string id) => Enumerable.Range(0, listings.Count).First(i => listings[i].Id == id);
    }

    /// <summary>The clusters as text: <c>a b | c</c>, each in the order of its listings.</summary>
    public static string Cluster(IReadOnlyList<ProductProfile> listings, IEnumerable<ScoredPair> pairs, ClusterOptions? options = null,
        params IEnumerable<(int, int, PairConstraint)> decisions)
    {
        options ??= new ClusterOptions();
        var graph = PairGraph.Build(
            [.. listings.Select(listing => listing.Id)], pairs, options, [.. listings.Select(listing => listing.Category)], decisions);
        return Describe(listings, ListingClusterer.Run(graph, options));
    }

    /// <summary>A clustering as text, clusters by their first letters.</summary>
    public static string Describe(IReadOnlyList<ProductProfile> listings, Clustering clustering) => string.Join(
        " | ", clustering.Clusters.Select(cluster => string.Join(' ', cluster.Select(i => listings[i].Id).Order(StringComparer.Ordinal)))
            .Order(StringComparer.Ordinal));

    /// <summary>A run's clusters as text, with their ids: <c>p1: a b | p2: c</c>.</summary>
    public static string Describe(ClusterRun run) => string.Join(
        " | ", run.Clustering.Clusters.Select((cluster, i) =>
            $"{run.Ids[i]}: {string.Join(' ', cluster.Select(at => run.State.Listings[at].Id).Order(StringComparer.Ordinal))}")
            .Order(StringComparer.Ordinal));
}
