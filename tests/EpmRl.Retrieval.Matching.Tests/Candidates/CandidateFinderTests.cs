using System.Diagnostics;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests;

public sealed class CandidateFinderTests(ITestOutputHelper output)
{
    private static readonly CandidateOptions Options = new() { Threads = 2 };

    [Fact]
    public async Task One_list_gives_each_pair_once_with_all_its_sources()
    {
        IReadOnlyList<ProductProfile> listings = Listings("acme lamp ab1234 red", "acme lamp AB-1234, red", "oak table", "oak table large");
        using var encoder = new HashingEncoder();
        ItemVectors vectors = await ItemVectors.EncodeAsync(encoder, listings, null, TestContext.Current.CancellationToken);

        CandidateSearch search = CandidateFinder.Find(
            listings, null, Options with { Top = 1 }, vectors, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([(0, 1), (2, 3)], search.Pairs.Select(pair => (pair.Left, pair.Right)));
        Assert.Equal(CandidateSources.Dense | CandidateSources.Characters | CandidateSources.Words | CandidateSources.Model,
            search.Pairs[0].By);
        Assert.All(search.Pairs, pair => Assert.InRange(pair.Score, 0.5f, 1));
        Assert.Equal(1, search.Report.PairsPerListing);
    }

    [Fact]
    public void Two_lists_give_pairs_between_them_only_best_first()
    {
        IReadOnlyList<ProductProfile> left = Listings("oak table", "acme lamp red");
        IReadOnlyList<ProductProfile> right = Listings("acme lamp", "acme lamp red", "oak tables");

        CandidateSearch search = Find(left, right, Options);

        Assert.Equal((0, 2), (search.Pairs[0].Left, search.Pairs[0].Right));
        Assert.Equal([1, 0], search.Pairs.Where(pair => pair.Left == 1).Select(pair => pair.Right).Take(2));
        Assert.All(search.Pairs, pair => Assert.InRange(pair.Right, 0, 2));
    }

    [Fact]
    public void An_identifier_joins_listings_whose_titles_are_unlike()
    {
        CandidateSearch search =
            Find(Listings("lampe rouge XK4477"), Listings("wrench 15 mm", "red light xk-4477"), Options with { Top = 1 });

        Assert.Contains(search.Pairs, pair => pair.Right == 1 && (pair.By & CandidateSources.Model) != 0);
    }

    [Fact]
    public void An_identifier_of_too_many_listings_makes_no_pairs_and_is_reported()
    {
        IReadOnlyList<ProductProfile> listings = [.. Enumerable.Range(0, 40).Select(i => new ProductProfile
        {
            Id = $"{i}", Title = $"{new string((char)('a' + (i % 26)), 6)}{i} for AB99001",
        })];

        CandidateSearch search = Find(listings, null, Options with { Top = 2, MostPerKey = 39 });

        OversizedKey key = Assert.Single(search.Report.Oversized);
        Assert.Equal((new IdentifierKey(CandidateSources.Model, "AB99001"), 40, 780L), (key.Key, key.Listings, key.Pairs));
        Assert.Equal(search.Pairs.Count, key.Kept);
        Assert.True(search.Pairs.Count < 780 / 4);
        Assert.Equal(780, Find(listings, null, Options with { Top = 2, MostPerKey = 40 }).Pairs.Count);
    }

    [Fact]
    public void A_listing_keeps_no_more_neighbours_than_asked_for()
    {
        var synthetic = new SyntheticListings(500, seed: 5);

        CandidateSearch search =
            Find(synthetic.Listings, Listings("one", "two", "three", "four"), Options with { Top = 3, MostPerListing = 2 });

        Assert.All(search.Pairs.GroupBy(pair => pair.Left), group => Assert.InRange(group.Count(), 1, 2));
    }

    [Fact]
    public void Empty_lists_have_no_candidates() => Assert.Empty(Find([], [], Options).Pairs);

    [Fact]
    public void Synthetic_offers_find_the_other_offers_of_their_product()
    {
        var synthetic = new SyntheticListings(LongRun.Count(2500, 200_000), seed: 3);
        long started = Stopwatch.GetTimestamp();

        CandidateSearch search = Find(synthetic.Listings, null, Options with { Threads = Environment.ProcessorCount });

        TimeSpan time = Stopwatch.GetElapsedTime(started);
        HashSet<(int, int)> found = [.. search.Pairs.Select(pair => (pair.Left, pair.Right))];
        IReadOnlyList<(int Left, int Right)> pairs = synthetic.Pairs();
        double recall = (double)pairs.Count(found.Contains) / pairs.Count;
        output.WriteLine($"{synthetic.Listings.Count:N0} listings, {pairs.Count:N0} true pairs: recall {recall:0.0000}, "
            + $"{search.Report.PairsPerListing:0.0} pairs per listing, {time.TotalSeconds:0.0} s "
            + $"({string.Join(", ", search.Report.Steps.Select(step => $"{step.Step} {step.Seconds:0.0}"))}), "
            + $"peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20:N0} MiB");
        Assert.True(recall > 0.95, $"recall {recall}");
        Assert.True(Process.GetCurrentProcess().PeakWorkingSet64 < 8L << 30);
    }

    [Fact]
    public async Task Shared_offers_of_two_shops_find_their_matches_without_an_encoder()
    {
        string folder = TestPaths.Shared("data", "abt-buy");
        ListingTable left = await ReadAsync(Path.Combine(folder, "tableA.csv"));
        ListingTable right = await ReadAsync(Path.Combine(folder, "tableB.csv"));
        var errors = new List<RowError>();
        var truth = CandidateTruth.Read(
            Path.Combine(folder, "train.csv"), left, right, errors.Add, TestContext.Current.CancellationToken);

        var measured = new CandidateEvaluation(Find(left.Listings, right.Listings, Options), truth, isOneList: false);

        Assert.Empty(errors);
        output.WriteLine($"{measured.True} pairs, recall {measured.Recall:0.0000}");
        Assert.True(measured.Recall >= 0.99, $"recall {measured.Recall}");
    }

    private static async Task<ListingTable> ReadAsync(string path)
    {
        await using var reader = ProductReader.Open(path);
        return await ListingTable.ReadAsync(reader, error => Assert.Fail(error.ToString()), TestContext.Current.CancellationToken);
    }

    private static CandidateSearch Find(
        IReadOnlyList<ProductProfile> left, IReadOnlyList<ProductProfile>? right, CandidateOptions options) =>
        CandidateFinder.Find(left, right, options, cancellationToken: TestContext.Current.CancellationToken);

    private static List<ProductProfile> Listings(params string[] titles) =>
        [.. titles.Select((title, i) => new ProductProfile { Id = $"{i}", Title = title })];
}
