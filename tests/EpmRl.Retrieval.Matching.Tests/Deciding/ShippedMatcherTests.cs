using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests.Deciding;

/// <summary>The matcher that ships, on pairs that were written before it was trained.</summary>
public sealed class ShippedMatcherTests(ITestOutputHelper output)
{
    private static readonly string Folder = TestPaths.InProject("models", "matcher-default");
    private static readonly string Suites = TestPaths.InProject("tests", "EpmRl.Retrieval.Matching.Tests", "suites");

    [Theory]
    [InlineData("adversarial.jsonl")]
    [InlineData("variants.jsonl")]
    public async Task No_answer_depends_on_the_order_of_the_listings(string suite)
    {
        IReadOnlyList<CaseResult> results = await ResultsAsync(suite);

        Assert.All(results, result => Assert.False(result.DependsOnOrder, result.Case.Id));
    }

    [Theory]
    [InlineData("adversarial.jsonl", 0.71)]
    [InlineData("variants.jsonl", 0.73)]
    public async Task Same_is_answered_where_it_is_right_at_least_as_often_as_measured(string suite, double share)
    {
        IReadOnlyList<CaseResult> results = await ResultsAsync(suite);

        double right = (double)results.Count(result => result.IsRightAboutSame) / results.Count;
        output.WriteLine($"{suite}: {right:0.0%} right about same, "
            + $"{results.Count(result => result.IsRight)} of {results.Count} verdicts right");
        Assert.True(right >= share, $"{right:0.0%}");
    }

    [Fact]
    public async Task Listings_of_a_stream_are_decided_in_order()
    {
        ProductProfile lamp = new() { Id = "1", Title = "Lumenar desk lamp Aria LED 8 W black" };
        ProductProfile other = new() { Id = "2", Title = "Stratodisk Pocket SSD 2TB" };
        var matcher = ProductMatcher.Open(Folder);

        List<PairDecision> decisions = await matcher.DecideAsync(Pairs(), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([MatchVerdict.Same, MatchVerdict.Different], decisions.Select(decision => decision.Verdict));
        Assert.All(decisions, decision => Assert.InRange(decision.Probability, 0, 1));

        async IAsyncEnumerable<ListingPair> Pairs()
        {
            await Task.Yield();
            yield return new ListingPair(lamp, lamp with { Id = "3" });
            yield return new ListingPair(lamp, other);
        }
    }

    [Theory]
    [InlineData("Desk lamp", "desk lamp", MatchVerdict.Unsure)]
    [InlineData("Apple iPhone 13 128GB blue", "Apple iPhone 13, 128 GB, blue", MatchVerdict.Same)]
    [InlineData("Bosch GSR 12V-15 cordless drill", "BOSCH GSR12V-15 Cordless Drill", MatchVerdict.Same)]
    public async Task Equal_titles_are_never_called_different(string first, string second, MatchVerdict least)
    {
        using ProductMatcher matcher = ProductMatcher.Open(Folder);

        PairDecision decision = (await matcher.DecideAsync(
            [new ListingPair(new ProductProfile { Id = "1", Title = first }, new ProductProfile { Id = "2", Title = second })]))[0];

        Assert.Contains(decision.Verdict, new[] { least, MatchVerdict.Same });
    }

    [Fact]
    public async Task A_listing_outside_the_catalogues_is_refused()
    {
        ProductProfile lamp = new() { Id = "1", Title = "Desk lamp" };
        ProductMatcher matcher = ProductMatcher.Open(Folder).Within([lamp]);

        await Assert.ThrowsAsync<InvalidRequestException>(
            () => matcher.DecideAsync([new ListingPair(lamp, new ProductProfile { Id = "2", Title = "Chair" })]));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"format\":99}")]
    [InlineData("{\"format\":1,\"name\":\"x\"}")]
    [InlineData("not json")]
    public void A_damaged_model_is_refused_with_its_file(string content)
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder[MatcherModelFile.Name], content);

        var refused = Assert.Throws<Encoding.ModelFormatException>(() => ProductMatcher.Open(folder.Path));

        Assert.Contains(MatcherModelFile.Name, refused.Message, StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<CaseResult>> ResultsAsync(string suite) => CaseEvaluation.RunAsync(
        MatchCasesReader.Read(Path.Combine(Suites, suite), error => Assert.Fail(error.ToString())), ProductMatcher.Open(Folder));
}
