using System.Diagnostics;
using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Emulator;

public sealed class FaultProxyTests : IAsyncLifetime
{
    private static readonly TimeSpan IdleClose = TimeSpan.FromSeconds(1);
    private QdrantEmulator _emulator = null!;
    private FaultProxy _proxy = null!;
    private QdrantCaller _direct = null!;
    private QdrantCaller _caller = null!;

    public async ValueTask InitializeAsync()
    {
        _emulator = await QdrantEmulator.StartAsync(new QdrantEmulatorOptions { ApiKey = "all" });
        _proxy = await FaultProxy.StartAsync(_emulator.Address, IdleClose);
        _direct = new QdrantCaller(_emulator.Address);
        _caller = new QdrantCaller(_proxy.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        _direct.Dispose();
        await _proxy.DisposeAsync();
        await _emulator.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_fault_requests_and_answers_pass_unchanged()
    {
        Assert.Equal(200, (await CreateAsync(_caller)).Status);

        (int status, JsonNode? body, _) = await _caller.SendAsync("GET", "/collections?a=b%2Fc", apiKey: "all");
        (int refused, JsonNode? text, _) = await _caller.SendAsync("GET", "/collections", apiKey: "wrong");

        Assert.Equal(200, status);
        Assert.Equal("values", body!["result"]!["collections"]![0]!["name"]!.GetValue<string>());
        Assert.Equal(401, refused);
        Assert.Equal("Invalid API key or JWT", text!.GetValue<string>());
        Assert.Equal("/collections?a=b%2Fc", _emulator.Exchanges[1].Request.Path);
        Assert.Equal(["PUT", "GET", "GET"], _proxy.Seen.Select(request => request.Method));
    }

    [Fact]
    public async Task A_cut_before_the_server_loses_the_write()
    {
        _proxy.Script = _ => Fault.CutBefore;

        await Assert.ThrowsAsync<HttpRequestException>(() => CreateAsync(_caller));

        Assert.Empty(_emulator.Exchanges);
    }

    [Fact]
    public async Task A_cut_after_the_server_loses_the_answer_but_not_the_write()
    {
        _proxy.Script = FaultScript.First(request => request.Method == "PUT", Fault.CutAfter);

        await Assert.ThrowsAsync<HttpRequestException>(() => CreateAsync(_caller));

        // Not every client sends a write again after that: the collection is there.
        Assert.Equal(409, (await CreateAsync(_caller)).Status);
    }

    [Fact]
    public async Task Half_an_answer_is_an_error_for_the_reader_and_not_a_short_text()
    {
        _proxy.Script = _ => Fault.HalfAnswer;

        await Assert.ThrowsAsync<HttpRequestException>(() => _caller.SendAsync("GET", "/"));

        Assert.Single(_emulator.Exchanges);
    }

    [Fact]
    public async Task A_stalled_request_ends_when_its_caller_gives_up()
    {
        _proxy.Script = _ => Fault.Stall;
        using CancellationTokenSource patience = new(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _caller.SendAsync("GET", "/", cancellationToken: patience.Token));

        Assert.Empty(_emulator.Exchanges);
    }

    [Fact]
    public async Task A_delay_comes_before_the_request_is_passed_on()
    {
        _proxy.Script = _ => Fault.Delay(TimeSpan.FromMilliseconds(300));
        Stopwatch watch = Stopwatch.StartNew();

        Assert.Equal(200, (await _caller.SendAsync("GET", "/")).Status);

        Assert.True(watch.Elapsed >= TimeSpan.FromMilliseconds(290), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public async Task Answers_of_its_own_follow_one_after_the_other_and_then_the_server_is_heard()
    {
        _proxy.Script = FaultScript.First(
            request => request.Path == "/", Fault.TooManyRequests(2), Fault.TooManyRequests(null), Fault.ReadTimeout(),
            Fault.Version("1.9.2"));

        (int limited, _, var headers) = await _caller.SendAsync("GET", "/");
        (int hopeless, _, var none) = await _caller.SendAsync("GET", "/");
        (int failed, JsonNode? error, _) = await _caller.SendAsync("GET", "/");
        JsonNode? old = (await _caller.SendAsync("GET", "/")).Body;
        JsonNode? real = (await _caller.SendAsync("GET", "/")).Body;

        Assert.Equal([429, 429, 500], [limited, hopeless, failed]);
        Assert.Equal(TimeSpan.FromSeconds(2), headers.RetryAfter!.Delta);
        Assert.Null(none.RetryAfter);
        Assert.Contains("Timeout error", error!["status"]!["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(["1.9.2", "1.18.3"], new[] { old, real }.Select(body => body!["version"]!.GetValue<string>()));
    }

    [Fact]
    public async Task An_idle_connection_is_closed_and_a_busy_one_is_kept()
    {
        await _caller.SendAsync("GET", "/");
        await _caller.SendAsync("GET", "/");
        await Task.Delay(IdleClose * 2);
        await _caller.SendAsync("GET", "/");

        Assert.Equal([1, 1, 2], _proxy.Seen.Select(request => request.Connection));
    }

    [Fact]
    public void A_seeded_script_is_the_same_for_the_same_seed_and_has_the_share_of_faults()
    {
        IEnumerable<Fault> Play(int seed)
        {
            Func<ProxiedRequest, Fault> script = FaultScript.Seeded(seed, 0.25, Fault.CutBefore, Fault.HalfAnswer);
            return Enumerable.Range(1, 10_000).Select(number => script(new ProxiedRequest(number, "GET", "/", 1)));
        }

        Fault[] first = [.. Play(7)];

        Assert.Equal(first, Play(7));
        Assert.NotEqual(first, Play(8));
        Assert.InRange(first.Count(fault => fault != Fault.None), 2_300, 2_700);
        Assert.InRange(first.Count(fault => fault == Fault.HalfAnswer), 1_100, 1_400);
    }

    private static Task<(int Status, JsonNode? Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> CreateAsync(
        QdrantCaller caller) => caller.SendAsync(
        "PUT", "/collections/values", new JsonObject { ["vectors"] = new JsonObject { ["size"] = 2, ["distance"] = "Cosine" } },
        apiKey: "all");
}
