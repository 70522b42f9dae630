using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Emulator;

/// <summary>Behaviour of the emulator that the recordings do not cover: restarts, time, its own transcript, unsupported requests.</summary>
public sealed class QdrantEmulatorTests
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_restart_keeps_address_and_state_and_leaves_pending_work_grey_until_a_write()
    {
        await using QdrantEmulator emulator =
            await QdrantEmulator.StartAsync(new() { Time = _clock, OptimizationTime = TimeSpan.FromSeconds(10) });
        using QdrantCaller caller = new(emulator.Address);
        await caller.FillAsync("values", 300, new JsonObject { ["optimizers_config"] = new JsonObject { ["indexing_threshold"] = 1 } });
        Assert.Equal("yellow", await StatusAsync(caller));

        Uri before = emulator.Address;
        await emulator.RestartAsync();
        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(before, emulator.Address);
        Assert.Equal("grey", await StatusAsync(caller));
        Assert.Equal(
            300, (await caller.ResultAsync("POST", "/collections/values/points/count", new JsonObject()))["count"]!.GetValue<int>());

        await caller.AddAsync("values", [1]);
        Assert.Equal("yellow", await StatusAsync(caller));
        JsonNode running = await caller.ResultAsync("GET", "/collections/values/optimizations?with=queued");
        Assert.Single(running["running"]!.AsArray());

        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("green", await StatusAsync(caller));
        Assert.Empty((await caller.ResultAsync("GET", "/collections/values/optimizations?with=queued"))["running"]!.AsArray());
    }

    [Fact]
    public async Task A_stopped_server_refuses_connections()
    {
        await using QdrantEmulator emulator = await QdrantEmulator.StartAsync();
        using QdrantCaller caller = new(emulator.Address);
        await caller.SendAsync("GET", "/");

        await emulator.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => caller.SendAsync("GET", "/"));
        await emulator.StartAgainAsync();

        Assert.Equal(200, (await caller.SendAsync("GET", "/")).Status);
    }

    [Fact]
    public async Task Exchanges_are_noted_in_the_form_of_the_recordings_without_keys()
    {
        await using QdrantEmulator emulator =
            await QdrantEmulator.StartAsync(new() { ApiKey = "very-secret", ReadOnlyApiKey = "less-secret" });
        using QdrantCaller caller = new(emulator.Address);
        await caller.SendAsync("PUT", "/collections/values?timeout=5", new JsonObject(), apiKey: "very-secret");
        await caller.SendAsync("GET", "/collections", apiKey: "less-secret");
        await caller.SendAsync("GET", "/collections", apiKey: "nothing");

        RecordedExchange[] noted = [.. emulator.Exchanges];

        Assert.Equal(
            """{"name":"0001","request":{"method":"PUT","path":"/collections/values?timeout=5","headers":{"api-key":"<api-key>","content-type":"application/json"},"body":{}},"response":{"status":200,"headers":{"content-type":"application/json"},"body":{"result":true,"status":"ok","time":0}}}""",
            noted[0].ToLine());
        Assert.Equal("<read-only-api-key>", noted[1].Request.Headers["api-key"]!.GetValue<string>());
        Assert.Equal(401, noted[2].Response.Status);
        Assert.Equal(noted[0].ToLine(), RecordedExchange.Parse(noted[0].ToLine()).ToLine());
    }

    [Fact]
    public async Task A_rate_limit_fills_up_with_time()
    {
        await using QdrantEmulator emulator = await QdrantEmulator.StartAsync(new() { Time = _clock });
        using QdrantCaller caller = new(emulator.Address);
        await caller.FillAsync(
            "values", 1, new JsonObject { ["strict_mode_config"] = new JsonObject { ["enabled"] = true, ["read_rate_limit"] = 2 } });
        JsonObject count = [];

        int[] atOnce = [.. await Task.WhenAll(Enumerable.Range(0, 3)
            .Select(async _ => (await caller.SendAsync("POST", "/collections/values/points/count", count.DeepClone())).Status))];
        _clock.Advance(TimeSpan.FromSeconds(30));
        int later = (await caller.SendAsync("POST", "/collections/values/points/count", count)).Status;

        Assert.Equal([200, 200, 429], atOnce.Order());
        Assert.Equal(200, later);
    }

    [Fact]
    public async Task Snapshots_within_one_second_share_a_name_and_a_restored_collection_equals_the_saved_one()
    {
        await using QdrantEmulator emulator = await QdrantEmulator.StartAsync(new() { Time = _clock });
        using QdrantCaller caller = new(emulator.Address);
        await caller.FillAsync("values", 3);
        JsonNode first = await caller.ResultAsync("POST", "/collections/values/snapshots");
        await caller.AddAsync("values", [4]);
        JsonNode second = await caller.ResultAsync("POST", "/collections/values/snapshots");
        Assert.Equal(first["name"]!.GetValue<string>(), second["name"]!.GetValue<string>());
        Assert.Single((await caller.ResultAsync("GET", "/collections/values/snapshots")).AsArray());

        await caller.ResultAsync("PUT", "/collections/copy/snapshots/recover?wait=true", new JsonObject
        {
            ["location"] = $"file:///qdrant/snapshots/values/{second["name"]}",
            ["checksum"] = second["checksum"]!.DeepClone(),
        });

        JsonObject all = new() { ["limit"] = 100, ["with_vector"] = true };
        Assert.Equal(
            (await caller.ResultAsync("POST", "/collections/values/points/scroll", all)).ToJsonString(),
            (await caller.ResultAsync("POST", "/collections/copy/points/scroll", all.DeepClone())).ToJsonString());
    }

    [Theory]
    [InlineData("GET", "/telemetry", null)]
    [InlineData("POST", "/collections/values/points/recommend", "{}")]
    [InlineData("POST", "/collections/values/points/query", """{"query":{"discover":{"target":1,"context":[]}}}""")]
    [InlineData("POST", "/collections/values/points/query", """{"filter":{"must":[{"key":"place","geo_radius":{"center":{"lat":1,"lon":1},"radius":1}}]}}""")]
    public async Task What_it_does_not_know_it_answers_with_501(string method, string path, string? body)
    {
        await using QdrantEmulator emulator = await QdrantEmulator.StartAsync();
        using QdrantCaller caller = new(emulator.Address);
        await caller.FillAsync("values", 1);

        (int status, JsonNode? answer, _) = await caller.SendAsync(method, path, body is null ? null : JsonNode.Parse(body));

        Assert.Equal(501, status);
        Assert.Contains("emulator does not know", answer!["status"]!["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_certificate_it_speaks_TLS()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using QdrantEmulator emulator = await QdrantEmulator.StartAsync(new() { Certificate = certificate });
        using HttpClientHandler trusting =
            new() { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown?.Thumbprint == certificate.Thumbprint };
        using HttpClient client = new(trusting);
        using HttpClient strict = new();

        Assert.Contains("1.18.3", await client.GetStringAsync(emulator.Address), StringComparison.Ordinal);
        await Assert.ThrowsAsync<HttpRequestException>(() => strict.GetStringAsync(emulator.Address));
    }

    [Fact]
    public async Task Concurrent_readers_and_writers_get_consistent_answers()
    {
        await using QdrantEmulator emulator = await QdrantEmulator.StartAsync();
        using QdrantCaller writer = new(emulator.Address);
        await writer.FillAsync("values", 50);
        using HttpClient reader = new() { BaseAddress = emulator.Address };

        Task[] reads = [.. Enumerable.Range(0, 8).Select(async _ =>
        {
            for (int i = 0; i < 25; i++)
            {
                using StringContent body = new("""{"query":[0.6,0.8],"limit":10}""");
                using HttpResponseMessage answer =
                    await reader.PostAsync(new Uri("/collections/values/points/query", UriKind.Relative), body);
                Assert.Equal(10, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["result"]!["points"]!.AsArray().Count);
            }
        })];
        for (int i = 0; i < 25; i++)
        {
            await writer.AddAsync("values", Enumerable.Range(i, 20));
        }

        await Task.WhenAll(reads);
    }

    private static async Task<string> StatusAsync(QdrantCaller caller) =>
        (await caller.ResultAsync("GET", "/collections/values"))["status"]!.GetValue<string>();
}
