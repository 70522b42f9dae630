using System.Net.Http.Headers;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Server.Review;
using EpmRl.Retrieval.Server.Tests.Jobs;
using EpmRl.Retrieval.Server.Tests.LifeCycle;
using EpmRl.Retrieval.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace EpmRl.Retrieval.Server.Tests.Review;

public sealed class DecisionTests(EditableSample sample) : IClassFixture<EditableSample>
{
    private const string Shirt = "Hallmere red cotton t-shirt, size M";

    private HttpClient Client => sample.Client;

    [Fact]
    public async Task A_decision_wins_over_the_engine_until_it_is_taken_back()
    {
        JsonElement engine = await ColorAsync("wins", Shirt);
        JsonElement made = await DecideAsync(new { listing_id = "wins", attribute_id = "color", action = "correct",
            values = new[] { "color/blue" }, reason = "Seen" });
        JsonElement decided = await ColorAsync("wins", Shirt);
        JsonElement streamed = await StreamedColorAsync("wins", Shirt);
        (int removed, _, _) = await Client.SendAsync("DELETE", $"/v1/decisions/{made.GetProperty("ids")[0].GetString()}");
        JsonElement after = await ColorAsync("wins", Shirt);

        Assert.Equal("red", Value(engine));
        Assert.False(engine.TryGetProperty("decided_by", out _));
        Assert.Equal(("blue", "value", "local"), (Value(decided), decided.GetProperty("status").GetString(),
            decided.GetProperty("decided_by").GetString()));
        Assert.EndsWith(": Seen", decided.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("red", decided.GetProperty("alternatives").EnumerateArray().Select(value => value.GetProperty("id").GetString()));
        Assert.Equal("blue", Value(streamed));
        Assert.Equal(204, removed);
        Assert.Equal(engine.GetRawText(), after.GetRawText());
    }

    [Fact]
    public async Task A_decision_wins_in_a_job_whose_other_doubtful_answers_wait_for_review()
    {
        await DecideAsync(new { listing_id = "in-job", attribute_id = "color", action = "correct", values = new[] { "blue" } });
        string rows = await File.ReadAllTextAsync(TestPaths.InProject("samples/products.jsonl"));
        string feed = $$"""{"id":"in-job","title":"{{Shirt}}"}""" + "\n" + string.Join('\n', rows.Split('\n').Take(40));

        JsonElement silent = await Client.EndAsync(await Client.CreateAsync(JobClient.Form(feed, "feed.jsonl")));
        int before = await WaitingAsync();
        JsonElement job = await Client.EndAsync(await Client.CreateAsync(JobClient.Form(feed, "feed.jsonl", ("review", "true"))));

        string[] results = await Client.LinesAsync(job);
        JsonElement color = JsonDocument.Parse(results[0]).RootElement.GetProperty("attributes").EnumerateArray()
            .Single(answer => answer.GetProperty("attribute_id").GetString() == "color");
        Assert.Equal(("blue", "local"), (Value(color), color.GetProperty("decided_by").GetString()));
        Assert.Equal(results, await Client.LinesAsync(silent));
        int unsure = results.Sum(line => line.Split("\"needs_review\"").Length - 1);
        Assert.NotEqual(0, unsure);
        Assert.Equal(before + unsure, await WaitingAsync());

        async Task<int> WaitingAsync() =>
            (await Client.OkAsync("GET", "/v1/review/queue?limit=1000")).GetProperty("items").GetArrayLength();
    }

    [Fact]
    public async Task A_rejection_says_that_there_is_no_value_and_a_listing_without_an_id_is_known_by_its_text()
    {
        await DecideAsync(new { listing = new { title = Shirt + ", slim" }, attribute_id = "color", action = "reject" });

        JsonElement decided = await ColorAsync(null, Shirt + ", slim");
        JsonElement other = await ColorAsync(null, Shirt + ", wide");

        Assert.Equal("no_value", decided.GetProperty("status").GetString());
        Assert.Equal("red", Value(other));
    }

    [Fact]
    public async Task Of_two_decisions_the_one_of_the_later_time_counts_whichever_comes_first()
    {
        await DecideAsync(new { listing_id = "order", attribute_id = "color", action = "correct", values = new[] { "blue" },
            time = "2026-05-02T00:00:00Z" });
        JsonElement older = await DecideAsync(
            new { listing_id = "order", attribute_id = "color", action = "correct", values = new[] { "green" },
                time = "2026-05-01T00:00:00Z" });
        JsonElement same = await DecideAsync(
            new { listing_id = "order", attribute_id = "color", action = "correct", values = new[] { "blue" },
                time = "2026-05-02T00:00:00Z" });

        Assert.Equal((0, 1), (older.GetProperty("stored").GetInt32(), older.GetProperty("older").GetInt32()));
        Assert.Equal(0, same.GetProperty("stored").GetInt32());
        Assert.Equal("blue", Value(await ColorAsync("order", Shirt)));
    }

    [Theory]
    [InlineData("""{"attribute_id":"color","action":"reject"}""", "listing_id")]
    [InlineData("""{"listing_id":"line-7","attribute_id":"color","action":"reject"}""", "listing_id")]
    [InlineData("""{"listing_id":"x","attribute_id":"colour","action":"reject"}""", "attribute_id")]
    [InlineData("""{"listing_id":"x","attribute_id":"color","action":"maybe"}""", "action")]
    [InlineData("""{"listing_id":"x","attribute_id":"color","action":"correct"}""", "values")]
    [InlineData("""{"listing_id":"x","attribute_id":"color","action":"reject","values":["red"]}""", "values")]
    [InlineData("""{"listing_id":"x","attribute_id":"color","action":"correct","values":["rde"]}""", "values")]
    [InlineData("""{"listing_id":"x","attribute_id":"color","action":"reject","time":"2999-01-01T00:00:00Z"}""", "time")]
    [InlineData("""{"text_hash":"zz","attribute_id":"color","action":"reject"}""", "text_hash")]
    [InlineData("""{"item_id":"zz","action":"accept"}""", "item_id")]
    public async Task A_wrong_decision_is_refused_with_all_others_of_its_request(string decision, string field)
    {
        (int status, JsonElement problem, _) = await Client.SendAsync(
            "POST", "/v1/decisions", $$"""{"decisions":[{"listing_id":"good","attribute_id":"color","action":"reject"},{{decision}}]}""");

        Assert.Equal(422, status);
        Assert.Equal((field, 2), (problem.GetProperty("field").GetString(), problem.GetProperty("line").GetInt32()));
        Assert.Empty((await Client.OkAsync("GET", "/v1/decisions?listing_id=good")).GetProperty("decisions").EnumerateArray());
    }

    [Theory]
    [InlineData("jsonl", "application/x-ndjson")]
    [InlineData("csv", "text/csv")]
    public async Task Exported_decisions_give_the_same_answers_in_an_empty_service(string form, string type)
    {
        await DecideAsync(new { listing_id = "=1+1", attribute_id = "color", action = "correct", values = new[] { "blue", "white" },
            reason = "=cmd|' /C calc'!A0" });
        await DecideAsync(new { listing_id = "quoted \"id\", with comma", attribute_id = "color", action = "reject",
            reason = "two\nlines" });
        await DecideAsync(new { listing = new { title = Shirt + form }, attribute_id = "color", action = "accept",
            values = new[] { "red" } });
        byte[] file = await Client.GetByteArrayAsync($"/v1/decisions/export?as={form}");
        await using ServedSample empty = await ServedSample.StartAsync();

        (JsonElement first, JsonElement again) = (await ImportAsync(empty.Client, file, type), await ImportAsync(empty.Client, file, type));

        Assert.Equal(0, first.GetProperty("bad").GetInt32());
        Assert.Equal(0, again.GetProperty("stored").GetInt32());
        Assert.Equal(await Client.GetStringAsync("/v1/decisions?limit=1000"),
            await empty.Client.GetStringAsync("/v1/decisions?limit=1000"));
        foreach ((string? id, string title) in new (string?, string)[] { ("=1+1", Shirt), ("quoted \"id\", with comma", Shirt),
            (null, Shirt + form) })
        {
            Assert.Equal(Decided(await ColorAsync(id, title)), Decided(await ColorAsync(id, title, empty.Client)));
        }

        if (form == "csv")
        {
            string text = System.Text.Encoding.UTF8.GetString(file);
            Assert.DoesNotContain("\n=", text, StringComparison.Ordinal);
            Assert.DoesNotContain(",=", text, StringComparison.Ordinal);
            Assert.Contains("'=1+1", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_import_reports_bad_rows_and_stores_the_others()
    {
        const string Rows = """
            {"listing_id":"import-1","attribute_id":"color","action":"correct","values":["green"],"author":"bea","time":"2026-04-01T00:00:00Z"}
            not json
            {"listing_id":"import-2","attribute_id":"nothing","action":"reject"}

            {"listing_id":"import-3","attribute_id":"color","action":"reject"}
            """;

        JsonElement result = await ImportAsync(Client, System.Text.Encoding.UTF8.GetBytes(Rows), "application/x-ndjson");
        JsonElement decided = await ColorAsync("import-1", Shirt);
        (int header, _, _) = await Client.SendAsync("POST", "/v1/decisions/import", null, ("X", "1"));

        Assert.Equal((2, 2), (result.GetProperty("stored").GetInt32(), result.GetProperty("bad").GetInt32()));
        Assert.Equal([2L, 3L], result.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("line").GetInt64()));
        Assert.Equal(("green", "bea"), (Value(decided), decided.GetProperty("decided_by").GetString()));
        Assert.Equal(415, header);
    }

    [Theory]
    [InlineData("listing,action\n1,accept\n", "text/csv", "attribute_id")]
    [InlineData("\u00ff\u00fe", "text/csv", "UTF-8")]
    public async Task An_import_of_another_file_is_refused(string file, string type, string message)
    {
        using var content = new ByteArrayContent(System.Text.Encoding.Latin1.GetBytes(file));
        content.Headers.ContentType = new MediaTypeHeaderValue(type);

        using HttpResponseMessage response = await Client.PostAsync("/v1/decisions/import", content);

        Assert.Equal(422, (int)response.StatusCode);
        Assert.Contains(message, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_of_another_process_is_seen_within_about_a_second()
    {
        await ColorAsync("elsewhere", Shirt); // the book is read
        IServiceProvider services = sample.Service.Services;
        var elsewhere = ActivatorUtilities.CreateInstance<DecisionStore>(services,
            ActivatorUtilities.CreateInstance<DecisionBook>(services));
        Decision decision = new()
        {
            Id = Decision.IdOf("default", Decision.KeyOf("elsewhere", null), "color"), Catalog = "default", ListingId = "elsewhere",
            AttributeId = "color", Action = DecisionAction.Correct, Values = "[\"pink\"]", Author = "far", Time = 1_780_000_000_000,
                TaxonomyVersion = "x",
        };

        await elsewhere.PutAsync([decision], "far", [], default);
        string? value = null;
        long started = TimeProvider.System.GetTimestamp();
        while (value != "pink" && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(10))
        {
            value = Value(await ColorAsync("elsewhere", Shirt));
        }

        Assert.Equal("pink", value);
    }

    [Fact]
    public async Task Labels_of_decisions_are_read_by_training()
    {
        await DecideAsync(new { listing = new { title = Shirt + " labelled" }, attribute_id = "color", action = "correct",
            values = new[] { "red", "white" }, category = "t-shirts" });
        await DecideAsync(new { listing = new { title = Shirt + " labelled" }, attribute_id = "brand", action = "reject",
            category = "t-shirts" });
        using var scratch = new ScratchFolder();
        await File.WriteAllBytesAsync(scratch["labels.jsonl"], await Client.GetByteArrayAsync("/v1/decisions/export?as=labels"));

        LabelledDataSet read = await LabelledDataSetReader.ReadAsync(scratch.Path, "labels.jsonl");

        Assert.Empty(read.BadRows);
        LabelledListing listing = read.Listings.Single(one => one.Profile.Title == Shirt + " labelled");
        Assert.Equal("t-shirts", listing.Category);
        Assert.Equal(["Red", "White"], listing.Gold["Color"]);
        Assert.Empty(listing.Gold["Brand"]);
    }

    [Fact]
    public async Task A_decision_follows_its_value_to_the_one_that_replaces_it()
    {
        await DecideAsync(new { listing_id = "follows", attribute_id = "color", action = "correct", values = new[] { "bronze" } });
        await Client.OkAsync(
            "PATCH", "/v1/taxonomy", new { edits = new[] { new { edit = "merge-value", value = "color/bronze", into = "color/copper" } },
                why = "x" },
            ("If-Match", "*"));
        await Client.OkAsync("POST", "/v1/taxonomy/publish", new { reindex = true });
        await sample.ReindexedAsync();

        JsonElement answer = await ColorAsync("follows", Shirt);

        Assert.Equal(("copper", "local"), (Value(answer), answer.GetProperty("decided_by").GetString()));
    }

    // Scores depend on the texts of a batch in their last digits.
    private static string Decided(JsonElement answer) =>
        $"{answer.GetProperty("status")} {answer.GetProperty("decided_by")} {answer.GetProperty("reason")} "
        + string.Join(", ", answer.GetProperty("values").EnumerateArray().Select(value => value.GetProperty("id").GetString()));

    private static string? Value(JsonElement answer) =>
        answer.GetProperty("values").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first
            ? first.GetProperty("id").GetString() : null;

    private async Task<JsonElement> DecideAsync(object decision) =>
        await Client.OkAsync("POST", "/v1/decisions", new { decisions = new[] { decision } });

    private async Task<JsonElement> ColorAsync(string? id, string title, HttpClient? client = null) =>
        ColorOf(await (client ?? Client).OkAsync("POST", "/v1/identify", Listing(id, title)));

    private async Task<JsonElement> StreamedColorAsync(string id, string title)
    {
        using var content = new StringContent(JsonSerializer.Serialize(Listing(id, title)) + "\n");
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using HttpResponseMessage response = await Client.PostAsync("/v1/identify", content);
        return ColorOf(JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    private static Dictionary<string, string> Listing(string? id, string title)
    {
        var listing = new Dictionary<string, string> { ["title"] = title, ["category"] = "t-shirts" };
        if (id is not null)
        {
            listing["id"] = id;
        }

        return listing;
    }

    private static JsonElement ColorOf(JsonElement result) => result.GetProperty("attributes").EnumerateArray()
        .Single(answer => answer.GetProperty("attribute_id").GetString() == "color");

    private static async Task<JsonElement> ImportAsync(HttpClient client, byte[] file, string type)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using HttpResponseMessage response = await client.PostAsync("/v1/decisions/import", content);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
