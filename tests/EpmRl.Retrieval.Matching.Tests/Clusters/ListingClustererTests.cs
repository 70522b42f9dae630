using System.Diagnostics;
using EpmRl.Retrieval.Catalog;
using static EpmRl.Retrieval.Matching.Tests.Clusters.Samples;

namespace EpmRl.Retrieval.Matching.Tests.Clusters;

public sealed class ListingClustererTests
{
    private static readonly ClusterOptions Components = new() { Method = ClusterMethod.Components };

    [Fact]
    public void One_wrong_pair_does_not_join_two_products_as_components_do()
    {
        ProductProfile[] listings = Offers("a b c d e f");
        ScoredPair[] pairs = Pairs(
            listings, ("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", 0.9), ("d", "e", 0.9), ("e", "f", 0.9), ("d", "f", 0.9), ("c", "d", 0.7),
            ("a", "d", 0.1), ("b", "e", 0.1));

        Assert.Equal("a b c | d e f", Cluster(listings, pairs));
        Assert.Equal("a b c d e f", Cluster(listings, pairs, Components));
    }

    [Fact]
    public void A_strong_wrong_pair_between_two_single_listings_is_undone_by_what_their_products_say()
    {
        ProductProfile[] listings = Offers("a b c x y z");
        ScoredPair[] pairs = Pairs(
            listings, ("c", "x", 0.99), ("a", "b", 0.9), ("a", "c", 0.9), ("b", "c", 0.9), ("x", "y", 0.9), ("x", "z", 0.9),
            ("y", "z", 0.9), ("a", "x", 0.15), ("b", "x", 0.15), ("c", "y", 0.15), ("c", "z", 0.15));

        Assert.Equal("a b c | x y z", Cluster(listings, pairs, new ClusterOptions { JoinLevel = 0.5 }));
    }

    [Fact]
    public void A_long_chain_is_not_one_product()
    {
        ProductProfile[] listings = [.. Enumerable.Range(0, 40).Select(i => new ProductProfile { Id = $"l{i:00}" })];
        ScoredPair[] pairs = [.. Enumerable.Range(0, 39).Select(i => new ScoredPair(i, i + 1, 0.8, MatchVerdict.Same))];
        var options = new ClusterOptions();

        Clustering clustering = ListingClusterer.Run(PairGraph.Build([.. listings.Select(l => l.Id)], pairs, options), options);

        Assert.InRange(clustering.Clusters.Max(cluster => cluster.Length), 2, 8);
    }

    [Fact]
    public void A_confident_difference_keeps_two_listings_apart_however_sure_the_others_are()
    {
        ProductProfile[] listings = Offers("a b c");
        ScoredPair[] pairs = Pairs(listings, ("a", "b", 0.99), ("b", "c", 0.95), ("a", "c", 0.01));

        Assert.Equal("a b | c", Cluster(listings, pairs));
    }

    [Fact]
    public void A_weak_bridge_between_two_groups_is_cut_and_a_strong_one_stays()
    {
        ProductProfile[] listings = Offers("a b c d");
        var options = new ClusterOptions { UnknownWeight = 0 }; // so that only the bridge rule can part them
        ScoredPair[] With(double bridge) => Pairs(listings, ("a", "b", 0.95), ("c", "d", 0.95), ("b", "c", bridge));

        Assert.Equal("a b | c d", Cluster(listings, With(0.7), options));
        Assert.Equal("a b c d", Cluster(listings, With(0.8), options));
        Assert.Equal("a b c d", Cluster(listings, With(0.7), options with { BridgeThreshold = 0.6 }));
    }

    [Fact]
    public void The_order_of_listings_and_pairs_changes_no_cluster()
    {
        var random = new Random(7);
        ProductProfile[] listings = [.. Enumerable.Range(0, 60).Select(i => new ProductProfile { Id = $"l{i}" })];
        (int, int, double)[] pairs =
            [.. Enumerable.Range(0, 400).Select(_ => (random.Next(60), random.Next(60), Math.Round(random.NextDouble(), 1)))]; // many ties

        string expected = Run(listings, pairs);
        Assert.Contains(" | ", expected, StringComparison.Ordinal);
        for (int i = 0; i < 20; i++)
        {
            ProductProfile[] shuffled = [.. listings];
            random.Shuffle(shuffled);
            random.Shuffle(pairs);
            Assert.Equal(expected, Run(shuffled, pairs));
        }

        string Run(ProductProfile[] order, (int A, int B, double P)[] ofPairs)
        {
            var at = order.Select((listing, i) => (listing.Id, i)).ToDictionary(one => one.Id, one => one.i);
            return Cluster(order, ofPairs.Select(pair =>
                new ScoredPair(at[$"l{pair.A}"], at[$"l{pair.B}"], pair.P, MatchVerdict.Unsure)));
        }
    }

    [Fact]
    public void Decisions_of_people_win_over_every_probability()
    {
        ProductProfile[] listings = Offers("a b c d");
        ScoredPair[] pairs = Pairs(listings, ("a", "b", 0.99), ("c", "d", 0.01), ("b", "c", 0.02));

        Assert.Equal("a | b | c d", Cluster(
            listings, pairs, null, (0, 1, PairConstraint.CannotLink), (2, 3, PairConstraint.MustLink)));
    }

    [Fact]
    public void Listings_decided_apart_stay_apart_even_where_decisions_connect_them()
    {
        ProductProfile[] listings = Offers("a b c");
        (int, int, PairConstraint)[] decisions =
            [(0, 1, PairConstraint.MustLink), (1, 2, PairConstraint.MustLink), (0, 2, PairConstraint.CannotLink)];

        string clusters = Cluster(listings, [], null, decisions);

        Assert.Equal("a b | c", clusters);
    }

    [Fact]
    public void A_category_may_demand_a_higher_threshold()
    {
        ProductProfile[] listings = [.. Offers("a b c d").Select((l, i) => l with { Category = i < 2 ? "Phones" : "Lamps" })];
        ScoredPair[] pairs = Pairs(listings, ("a", "b", 0.7), ("c", "d", 0.7), ("b", "c", 0.75));
        var options = new ClusterOptions { CategoryThresholds = new Dictionary<string, double> { ["Phones"] = 0.8 } };

        Assert.Equal("a | b | c d", Cluster(listings, pairs, options));
    }

    [Fact]
    public void Of_two_probabilities_for_one_pair_the_lower_one_counts()
    {
        ProductProfile[] listings = Offers("a b");

        Assert.Equal("a | b", Cluster(listings, Pairs(listings, ("a", "b", 0.9), ("b", "a", 0.3))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_threshold_out_of_range_is_refused_by_name(double threshold)
    {
        var refused = Assert.Throws<InvalidRequestException>(() => new ClusterOptions { Threshold = threshold }.ThrowIfInvalid());

        Assert.Contains("threshold", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bridges_are_those_that_removing_each_pair_would_find()
    {
        var random = new Random(3);
        for (int round = 0; round < 200; round++)
        {
            int count = random.Next(4, 12);
            GraphEdge[] edges =
            [
                .. Enumerable.Range(0, random.Next(3, 14)).Select(_ => (random.Next(count), random.Next(count)))
                    .Where(pair => pair.Item1 < pair.Item2).Distinct()
                    .Select(pair => new GraphEdge(pair.Item1, pair.Item2, PairGraph.Certain, false, true, PairConstraint.None)),
            ];

            int[] expected = [.. Enumerable.Range(0, edges.Length).Where(i => Splits(count, edges, i))];

            Assert.Equal(expected, BridgeCut.Bridges(count, edges));
        }

        static bool Splits(int count, GraphEdge[] edges, int without)
        {
            var sets = new DisjointSets(count);
            for (int i = 0; i < edges.Length; i++)
            {
                _ = i == without || sets.Union(edges[i].Left, edges[i].Right);
            }

            int left = sets.Find(edges[without].Left), right = sets.Find(edges[without].Right);
            return left != right && sets.SizeOf(left) >= 2 && sets.SizeOf(right) >= 2;
        }
    }

    [Fact]
    public void Twenty_thousand_listings_with_a_hub_and_random_errors_cluster_in_seconds()
    {
        var random = new Random(11);
        const int Listings = 20_000;
        int[] product = [.. Enumerable.Range(0, Listings).Select(i => i / 5)];
        var pairs = new List<ScoredPair>();
        for (int i = 0; i < Listings; i++)
        {
            for (int k = 0; k < 5; k++)
            {
                int near = (i / 5 * 5) + k, far = random.Next(Listings);
                pairs.Add(new ScoredPair(i, near, 0.6 + (0.4 * random.NextDouble()), MatchVerdict.Same));
                pairs.Add(new ScoredPair(i, far, Math.Pow(random.NextDouble(), 12), MatchVerdict.Unsure));
            }

            pairs.Add(new ScoredPair(0, i, 0.6, MatchVerdict.Same)); // one vague listing is like every other
        }

        string[] ids = [.. Enumerable.Range(0, Listings).Select(i => $"l{i}")];
        var options = new ClusterOptions();
        var watch = Stopwatch.StartNew();
        Clustering clustering = ListingClusterer.Run(PairGraph.Build(ids, pairs, options), options);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"It took {watch.Elapsed}.");
        PartitionQuality quality = PartitionQuality.Of(clustering.ClusterOf, [.. product.Select(number => number.ToString("x"))]);
        Assert.True(quality.CubedF1 > 0.85, $"{quality}");
        Assert.InRange(quality.Largest, 5, 25);
    }
}
