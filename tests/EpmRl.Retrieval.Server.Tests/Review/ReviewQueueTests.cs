using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Server.Review;
using EpmRl.Retrieval.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EpmRl.Retrieval.Server.Tests.Review;

public sealed class ReviewQueueTests(Api.SharedService shared) : IClassFixture<Api.SharedService>
{
    private HttpClient Client => shared.Service.Client;

    private ReviewQueue Queue => shared.Service.Services.GetRequiredService<ReviewQueue>();

    [Fact]
    public async Task Items_come_most_useful_first_and_leave_when_they_are_decided()
    {
        await CollectAsync("first", ("a", 0.9), ("b", 0.55), ("c", 0.7), ("b", 0.55));

        JsonElement page = await Client.OkAsync("GET", "/v1/review/queue?attribute_id=color&category=first&limit=2");
        JsonElement rest = await Client.OkAsync(
            "GET", $"/v1/review/queue?attribute_id=color&category=first&limit=2&cursor={page.GetProperty("next_cursor").GetString()}");
        JsonElement best = page.GetProperty("items")[0];
        await Client.OkAsync("POST", "/v1/decisions",
            new { decisions = new[] { new { item_id = best.GetProperty("id").GetString(), action = "accept" } } });
        JsonElement after = await Client.OkAsync("GET", "/v1/review/queue?category=first");
        JsonElement decision = (await Client.OkAsync("GET", "/v1/decisions?listing_id=first-b")).GetProperty("decisions")[0];

        Assert.Equal(["first-b", "first-c"], Ids(page));
        Assert.Equal(["first-a"], Ids(rest));
        Assert.Equal("Title of b", best.GetProperty("listing").GetProperty("title").GetString());
        Assert.Equal(2, best.GetProperty("seen").GetInt32());
        Assert.Equal(["first-c", "first-a"], Ids(after));
        Assert.Equal(("accept", "red"), (decision.GetProperty("action").GetString(), decision.GetProperty("values")[0].GetString()));
    }

    [Fact]
    public async Task Identify_fills_the_queue_only_where_it_is_asked_to()
    {
        string rows = await File.ReadAllTextAsync(TestKit.TestPaths.InProject("samples/products.jsonl"));
        string[] lines = [.. rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(40)];
        string body = $"[{string.Join(',', lines)}]";

        JsonElement silent = await Client.OkAsync("POST", "/v1/identify", body);
        int before = await CountAsync();
        await Client.OkAsync("POST", "/v1/identify?review=true", body);
        int unsure = silent.GetRawText().Split("\"needs_review\"").Length - 1;

        Assert.Equal(0, before);
        Assert.Equal(unsure, await CountAsync());

        async Task<int> CountAsync() => (await Client.OkAsync("GET", "/v1/review/queue?limit=1000")).GetProperty("items").EnumerateArray()
            .Count(item => item.GetProperty("listing_id").GetString() is { } id
                && lines.Any(line => line.Contains($"\"{id}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Spans_that_no_value_fits_are_proposed_by_meaning_with_the_nearest_values()
    {
        await CollectOpenAsync("zaffre blue", "Zaffre Blue", "zaffré blue", "petrol-oil mix");

        JsonElement proposals = (await Client.OkAsync("GET", "/v1/review/proposals?attribute=color")).GetProperty("proposals");

        JsonElement first = proposals[0];
        Assert.Equal("zaffre blue", first.GetProperty("span").GetString());
        Assert.True(first.GetProperty("count").GetInt32() >= 3, first.GetRawText());
        Assert.Contains("color/blue", first.GetProperty("nearest").EnumerateArray().Select(value => value.GetProperty("id").GetString()));
        Assert.Contains(proposals.EnumerateArray(), one => one.GetProperty("span").GetString() == "petrol-oil mix");
        Assert.Equal(404, (await Client.SendAsync("GET", "/v1/review/proposals?attribute=nothing")).Status);
        Assert.Equal(422, (await Client.SendAsync("GET", "/v1/review/proposals")).Status);
    }

    [Fact]
    public async Task Texts_are_deleted_at_their_age_and_an_item_without_a_decision()
    {
        await CollectAsync("old", ("x", 0.6), ("y", 0.6));
        string[] ids = [.. (await Client.OkAsync("GET", "/v1/review/queue?category=old")).GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("id").GetString()!)];
        (int skipped, _, _) = await Client.SendAsync("DELETE", $"/v1/review/queue/{ids[0]}");
        (int again, _, _) = await Client.SendAsync("DELETE", $"/v1/review/queue/{ids[0]}");
        var databases = shared.Service.Services.GetRequiredService<IDbContextFactory<ServerDatabase>>();
        await using ServerDatabase database = await databases.CreateDbContextAsync();
        await database.Set<ReviewItem>().Where(row => row.Category == "old")
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Time, 1_000));
        await database.Set<ReviewText>().Where(row => row.Title == "Title of y")
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Time, 1_000));

        await Queue.ExpireAsync(DateTimeOffset.FromUnixTimeMilliseconds(2_000), default);

        Assert.Equal((204, 404), (skipped, again));
        Assert.Empty((await Client.OkAsync("GET", "/v1/review/queue?category=old")).GetProperty("items").EnumerateArray());
        Assert.False(await database.Set<ReviewText>().AnyAsync(row => row.Title == "Title of y"));
    }

    private static IEnumerable<string?> Ids(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("listing_id").GetString());

    private async Task CollectAsync(string category, params (string Id, double Probability)[] listings)
    {
        foreach ((string id, double probability) in listings)
        {
            await Queue.CollectAsync(
                "default", [new ProductProfile { Id = $"{category}-{id}", Title = $"Title of {id}" }],
                [Result(category, new AttributeAnswer
                {
                    Attribute = "Color", AttributeId = "color", Status = AnswerStatus.NeedsReview, Values = [Value("red", probability)],
                    Alternatives = [], Reason = "unsure",
                })],
                default);
        }
    }

    private Task CollectOpenAsync(params string[] labels) => Queue.CollectAsync(
        "default", [.. labels.Select((label, i) => new ProductProfile { Id = $"open-{i}", Title = label })],
        [.. labels.Select(label => Result("open", new AttributeAnswer
        {
            Attribute = "Color", AttributeId = "color", Status = AnswerStatus.NoValue, Values = [], Reason = "not listed",
            Alternatives = [Value(null, 0.3) with { Label = label }],
        }))],
        default);

    private static ValueAnswer Value(string? id, double probability) => new()
    {
        Id = id, Label = id ?? "", Score = probability, Probability = probability, Threshold = 0.5, Margin = 0, Evidence = [],
    };

    private static TagResult Result(string category, AttributeAnswer answer) => new()
    {
        ListingId = "x", Category = new CategoryAnswer(category, category, false, []), Attributes = [answer], TaxonomyVersion = "v",
        Space = "s", Truncated = false,
    };
}
