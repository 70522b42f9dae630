using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Server.Hosting;
using Microsoft.AspNetCore.Builder;

namespace EpmRl.Retrieval.Server.Tests.Api;

public sealed class OtherRoutesTests(SharedService shared) : IClassFixture<SharedService>
{
    private HttpClient Client => shared.Service.Client;

    [Fact]
    public async Task Search_finds_values_despite_typing_errors_and_says_why()
    {
        JsonElement page = await Client.GetFromJsonAsync<JsonElement>("/v1/values/search?q=navy%20blu&limit=3");

        JsonElement first = page.GetProperty("results")[0];
        Assert.Equal("blue", first.GetProperty("value_id").GetString());
        Assert.Equal("navy blue", first.GetProperty("matched").GetString());
        Assert.True(page.GetProperty("facets").GetProperty("attributes").GetArrayLength() > 0);
        Assert.Equal(3, page.GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task Pages_of_a_search_repeat_nothing()
    {
        var seen = new HashSet<string>();
        string? cursor = null;
        do
        {
            JsonElement page = await Client.GetFromJsonAsync<JsonElement>(
                $"/v1/values/search?q=blue&limit=50&separate=true{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            foreach (JsonElement hit in page.GetProperty("results").EnumerateArray())
            {
                Assert.True(seen.Add($"{hit.GetProperty("attribute_id")}/{hit.GetProperty("value_id")}"));
            }

            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null && seen.Count < 300);
        Assert.True(seen.Count > 50);
    }

    [Theory]
    [InlineData("/v1/values/search", "q")]
    [InlineData("/v1/values/search?q=%20", "q")]
    [InlineData("/v1/values/search?q=x&limit=0", "limit")]
    [InlineData("/v1/values/search?q=x&status=gone", "status")]
    public async Task A_wrong_search_names_its_field(string address, string field)
    {
        using HttpResponseMessage response = await Client.GetAsync(address);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal(field, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString());
    }

    [Fact]
    public async Task Pairs_are_decided_with_aligned_aspects()
    {
        using HttpResponseMessage response = await Client.PostAsJsonAsync("/v1/match/decide", new
        {
            pairs = new[]
            {
                new { a = new { id = "1", title = "Bosch GSR 18V-55 drill" }, b = new { id = "2", title = "Bosch GSR18V55 drill 18 V" } },
                new { a = new { id = "3", title = "Samsung Galaxy S21 128GB" }, b = new { id = "4", title = "Samsung Galaxy S21 256GB" } },
            },
        });

        response.EnsureSuccessStatusCode();
        JsonElement decisions = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("decisions");
        Assert.Equal(["1", "3"], decisions.EnumerateArray().Select(decision => decision.GetProperty("a").GetString()));
        Assert.NotEqual("same", decisions[1].GetProperty("verdict").GetString());
        Assert.Contains(decisions[1].GetProperty("reasons").EnumerateArray(), reason =>
            reason.GetProperty("relation").GetString() == "conflict");
    }

    [Fact]
    public async Task An_explanation_is_a_page_for_those_who_ask_for_one()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/match/explain")
        {
            Headers = { { "Accept", "text/html" } },
            Content = JsonContent.Create(new { a = new { title = "Bosch drill <script>" }, b = new { title = "Bosch drill" } }),
        };
        using HttpResponseMessage response = await Client.SendAsync(request);

        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("<script>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Candidates_are_pairs_of_the_two_lists()
    {
        using HttpResponseMessage response = await Client.PostAsJsonAsync("/v1/match/candidates", new
        {
            left = new[] { new { id = "l1", title = "Bosch GSR 18V-55 drill" }, new { id = "l2", title = "Red cotton t-shirt" } },
            right = new[] { new { id = "r1", title = "T-shirt, cotton, red" }, new { id = "r2", title = "Bosch GSR18V-55" } },
        });

        response.EnsureSuccessStatusCode();
        JsonElement pairs = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("pairs");
        string[] found = [.. pairs.EnumerateArray().Select(pair => $"{pair.GetProperty("a")}-{pair.GetProperty("b")}")];
        Assert.Contains("l1-r2", found);
        Assert.Contains("l2-r1", found);
    }

    [Fact]
    public async Task Info_names_the_model_the_versions_and_the_limits()
    {
        JsonElement info = await Client.GetFromJsonAsync<JsonElement>("/info");

        Assert.Equal("catalog-l6", info.GetProperty("model").GetProperty("id").GetString());
        Assert.Equal("sample", info.GetProperty("catalogs")[0].GetProperty("taxonomy").GetString());
        Assert.Equal(256, info.GetProperty("limits").GetProperty("max_items").GetInt32());
    }

    [Fact]
    public async Task A_request_id_comes_back_and_a_harmful_one_does_not()
    {
        using var good = new HttpRequestMessage(HttpMethod.Get, "/livez") { Headers = { { "X-Request-Id", "abc-1" } } };
        using HttpResponseMessage first = await Client.SendAsync(good);
        using var bad = new HttpRequestMessage(HttpMethod.Get, "/livez") { Headers = { { "X-Request-Id", "a b<c>" } } };
        using HttpResponseMessage second = await Client.SendAsync(bad);

        Assert.Equal("abc-1", first.Headers.GetValues("X-Request-Id").Single());
        Assert.DoesNotContain('<', second.Headers.GetValues("X-Request-Id").Single());
    }

    [Fact]
    public async Task Too_many_requests_are_refused_with_429_and_a_time_to_wait()
    {
        await using ServedSample service = await ServedSample.StartAsync(options => options.Limits.MaxConcurrentRequests = 1);
        string body = JsonSerializer.Serialize(Enumerable.Range(0, 100)
            .Select(i => new { title = $"Cordless drill {i} with 18 V battery" }));

        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => service.Client.PostAsync(
            "/v1/identify", new StringContent(body, System.Text.Encoding.UTF8, "application/json"))));

        Assert.Contains(responses, response => response.StatusCode == HttpStatusCode.OK);
        HttpResponseMessage refused = responses.First(response => response.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.All(responses, response => Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests));
        Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal("busy", (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_service_without_its_index_ends_and_says_why()
    {
        ServerOptions options = await ServedSample.OptionsAsync();
        options.Catalogs[ServerOptions.DefaultCatalog].Index = "/nowhere";
        await using WebApplication app = RetrievalServer.Build(options);

        IndexFormatException failure = await Assert.ThrowsAsync<IndexFormatException>(
            () => RetrievalServer.RunAsync(app, _ => { }, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60)));

        Assert.Contains("/nowhere", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_contradict_each_other_are_all_named()
    {
        var options = new ServerOptions
        {
            Limits = { MaxQueuedTokens = 1_024, MaxBatchTokens = 4_096, MaxBodyBytes = 2_048 },
            Security = { UserHeader = "X-Forwarded-User" },
        };

        InvalidRequestException wrong = Assert.Throws<InvalidRequestException>(() => RetrievalServer.Build(options));

        foreach (string name in (string[])["Model", "Catalogs", "MaxQueuedTokens", "MaxTextCharacters", "TrustedProxies"])
        {
            Assert.Contains(name, wrong.Message, StringComparison.Ordinal);
        }
    }
}
