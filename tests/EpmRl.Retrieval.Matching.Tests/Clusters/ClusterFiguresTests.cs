using EpmRl.Retrieval.Catalog;
using static EpmRl.Retrieval.Matching.Tests.Clusters.Samples;

namespace EpmRl.Retrieval.Matching.Tests.Clusters;

public sealed class ClusterFiguresTests
{
    [Fact]
    public void The_figures_are_those_counted_by_hand()
    {
        ProductProfile[] listings = Offers("a b c d e f");
        var options = new ClusterOptions { UnknownWeight = 0, MaxSize = 2 };
        ScoredPair[] pairs = Pairs(listings, ("a", "b", 0.9), ("b", "c", 0.8), ("d", "e", 0.9), ("a", "d", 0.6), ("a", "e", 0.1));
        var graph = PairGraph.Build([.. listings.Select(l => l.Id)], pairs, options);
        Clustering clustering = ListingClusterer.Run(graph, options);
        Assert.Equal("a b c | d e | f", Describe(listings, clustering));

        ClusterFigures figures = ClusterFigures.Of(graph, clustering, options);

        Assert.Equal((6, 3, 1, 3, 1), (figures.Listings, figures.Clusters, figures.Singles, figures.Largest, figures.Oversized));
        Assert.Equal((5, 4, 0.25), (figures.Pairs, figures.AcceptedPairs, figures.CutShare));
        Assert.Equal(((2 / 3.0) + 1) / 2, figures.Density, 9);
        Assert.Equal(0.8, figures.WeakestLink!.Value, 6);
        Assert.Equal((1, 1, 1), (figures.Sizes["1"], figures.Sizes["2"], figures.Sizes["3-5"]));
    }
}
