using System.Diagnostics;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.TestKit.Qdrant;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

public sealed class QdrantFaultTests : IAsyncLifetime
{
    private static readonly ProductTaxonomy Taxonomy = TestTaxonomies.Small();
    private readonly HashingEncoder encoder = new(dimension: 16);
    private TestServer server = null!;
    private FaultProxy proxy = null!;
    private ServedIndex index = null!;
    private EmbeddedVectorIndex version = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        proxy = await FaultProxy.StartAsync(server.Emulator!.GrpcAddress, TimeSpan.FromMilliseconds(300), isGrpc: true);
        index = new ServedIndex(server);
        version = await index.PublishAsync(Taxonomy, encoder);
        index.Options = index.Options with { GrpcPort = proxy.Address.Port };
    }

    public async ValueTask DisposeAsync()
    {
        await index.DisposeAsync();
        await proxy.DisposeAsync();
        await server.DisposeAsync();
    }

    public static TheoryData<string> PassingFaults => ["delay", "cut before", "cut after", "half", "500", "read timeout", "429", "no gRPC"];

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task A_fault_that_passes_is_not_seen_by_the_caller(string name)
    {
        Fault fault = name switch
        {
            "delay" => Fault.Delay(TimeSpan.FromMilliseconds(50)),
            "cut before" => Fault.CutBefore,
            "cut after" => Fault.CutAfter,
            "half" => Fault.HalfAnswer,
            "500" => Fault.Error(500, "Service internal error: something"),
            "read timeout" => Fault.ReadTimeout(),
            "429" => Fault.TooManyRequests(0),
            _ => Fault.Answer(200, "<html>a gateway's page</html>", "text/html"),
        };
        proxy.Script = FaultScript.First(_ => true, fault, fault);
        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(index.Options);
        proxy.Script = FaultScript.First(_ => true, fault, fault);

        Assert.Equal(await Answer(version), await Answer(opened));
        Assert.Empty(opened.Recall);
    }

    [Fact]
    public async Task A_whole_life_goes_through_every_fault()
    {
        const int Seed = 20;
        index.Options = index.Options with { Retries = 12, BatchPoints = 4, RetryDelay = TimeSpan.FromMilliseconds(1) };
        proxy.Script = FaultScript.Seeded(
            Seed, 0.2, Fault.CutBefore, Fault.CutAfter, Fault.HalfAnswer, Fault.Error(500, "no"), Fault.ReadTimeout(), Fault.TooManyRequests(0));

        EmbeddedVectorIndex next = await index.PublishAsync(TestTaxonomies.Random(seed: 4, categories: 4, attributes: 5, values: 8), encoder);
        using var target = new QdrantTarget(index.Options);
        await target.SwapAsync(version.Manifest.Version);
        await target.RemoveAsync(next.Manifest.Version);
        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(index.Options);

        Assert.Equal(await Answer(version), await Answer(opened));
        Assert.Equal([version.Manifest.Version], await target.VersionsAsync());
    }

    [Fact]
    public async Task No_answer_within_the_time_limit_is_said_and_kept_apart_from_a_cancellation()
    {
        index.Options = index.Options with { ReadTimeout = TimeSpan.FromMilliseconds(150), Retries = 1 };
        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(index.Options with { ReadTimeout = TimeSpan.FromMilliseconds(1000), Retries = 1 });
        proxy.Script = _ => Fault.Stall;
        long started = Stopwatch.GetTimestamp();

        IndexUnavailableException late = await Assert.ThrowsAnyAsync<IndexUnavailableException>(async () => await Answer(opened));

        Assert.True(late.IsTransient);
        Assert.IsType<TimeoutException>(late.InnerException);
        Assert.Contains("within 1 s", late.Message);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 1.9, 15);
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await opened.ScoreAsync(encoder.Encode("laptop"), "laptops", 1, cancelled.Token));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_with_what_to_do()
    {
        await proxy.DisposeAsync();

        IndexUnavailableException gone = await Assert.ThrowsAnyAsync<IndexUnavailableException>(
            () => QdrantVectorIndex.OpenAsync(index.Options with { Retries = 1 }));

        Assert.True(gone.IsTransient);
        Assert.Contains("Start the server", gone.Message);
        Assert.Contains(proxy.Address.Authority, gone.Message);
    }

    [Fact]
    public async Task The_server_is_left_alone_as_long_as_it_asks_for_and_not_waited_for_when_that_is_too_long()
    {
        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(index.Options);
        proxy.Script = FaultScript.First(_ => true, Fault.TooManyRequests(1));
        long started = Stopwatch.GetTimestamp();
        await Answer(opened);
        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromSeconds(0.95));

        proxy.Script = _ => Fault.TooManyRequests(60);
        int before = proxy.Seen.Count;
        IndexUnavailableException limited = await Assert.ThrowsAnyAsync<IndexUnavailableException>(async () => await Answer(opened));
        Assert.True(limited.IsTransient);
        Assert.Equal(before + 1, proxy.Seen.Count);
    }

    [Fact]
    public async Task A_request_that_can_never_pass_the_budget_is_split_and_a_single_one_fails_at_once()
    {
        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(index.Options);
        proxy.Script = FaultScript.First(_ => true, Fault.TooManyRequests(null));
        Assert.Equal(await Answer(version), await Answer(opened));

        proxy.Script = _ => Fault.TooManyRequests(null);
        int before = proxy.Seen.Count;
        IndexUnavailableException never = await Assert.ThrowsAnyAsync<IndexUnavailableException>(
            async () => await opened.SearchAsync(encoder.Encode("laptop"), ValueFilter.None, 1));
        Assert.False(never.IsTransient);
        Assert.Contains("rate limit", never.Message);
        Assert.Equal(before + 1, proxy.Seen.Count);
    }

    [Fact]
    public async Task A_write_that_was_not_applied_in_time_is_not_taken_for_done()
    {
        using EmbeddedVectorIndex next = await index.BuildAsync(TestTaxonomies.Random(seed: 6, categories: 3, attributes: 4, values: 6), encoder);
        using var target = new QdrantTarget(index.Options with { ReadyTimeout = TimeSpan.FromSeconds(1) });
        proxy.Script = FaultScript.First(
            request => request.Path == "/qdrant.Points/Upsert",
            Fault.Reply(new PointsOperationResponse { Result = new UpdateResult { OperationId = 9, Status = UpdateStatus.WaitTimeout } }));

        IndexUnavailableException late = await Assert.ThrowsAnyAsync<IndexUnavailableException>(async () => await target.LoadAsync(next));
        Assert.True(late.IsTransient);
        Assert.IsType<TimeoutException>(late.InnerException);
        await Assert.ThrowsAsync<IndexFormatException>(async () => await target.SwapAsync(next.Manifest.Version));

        await target.LoadAsync(next);
        Assert.Empty(await target.VerifyAsync(next));
    }

    [Fact] // G31
    public async Task A_swap_waits_while_writes_are_queued_and_counts_twice()
    {
        using var target = new QdrantTarget(index.Options);
        using QdrantServer own = index.Server();
        CollectionInfo busy = await own.Collections.GetAsync(index.CollectionOf(version), CancellationToken.None);
        busy.UpdateQueue = new UpdateQueueInfo { Length = 3 };
        Fault queued = Fault.Reply(new GetCollectionInfoResponse { Result = busy });
        proxy.Script = FaultScript.First(request => request.Path == "/qdrant.Collections/Get", queued, queued, queued);
        int before = proxy.Seen.Count;

        await target.SwapAsync(version.Manifest.Version);

        string[] calls = [.. proxy.Seen.Skip(before).Select(request => request.Path)];
        Assert.Equal(5, calls.Count(path => path == "/qdrant.Collections/Get")); // metadata, twice busy, twice ready
        Assert.Equal(2, calls.Count(path => path == "/qdrant.Points/Count"));
    }

    [Fact]
    public async Task A_collection_whose_creation_was_answered_too_late_is_taken_up()
    {
        using EmbeddedVectorIndex next = await index.BuildAsync(TestTaxonomies.Random(seed: 6, categories: 3, attributes: 4, values: 6), encoder);
        using var target = new QdrantTarget(index.Options);
        proxy.Script = FaultScript.First(request => request.Path == "/qdrant.Collections/Create", Fault.CutAfter);

        await target.LoadAsync(next);

        Assert.Empty(await target.VerifyAsync(next));
    }

    [Theory]
    [InlineData("1.9.2")]
    [InlineData("1.16.3")]
    [InlineData("2.0.0")]
    [InlineData("dev")]
    public async Task A_server_of_another_version_is_refused(string number)
    {
        proxy.Script = FaultScript.Whenever(request => request.Path == "/qdrant.Qdrant/HealthCheck", Fault.Version(number));

        Assert.Contains($"'{number}'", (await Assert.ThrowsAsync<IndexUnavailableException>(() => QdrantVectorIndex.OpenAsync(index.Options))).Message);
    }

    [Theory]
    [InlineData("1.17.0")]
    [InlineData("1.19.1-dev")]
    public async Task A_server_of_a_near_version_is_spoken_with(string number)
    {
        proxy.Script = FaultScript.Whenever(request => request.Path == "/qdrant.Qdrant/HealthCheck", Fault.Version(number));

        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(index.Options);

        Assert.Equal(Taxonomy.Version, opened.Manifest.TaxonomyVersion);
    }

    [Fact]
    public async Task Something_else_than_Qdrant_is_told_apart()
    {
        proxy.Script = _ => Fault.Reply(new HealthCheckReply { Title = "elsewhere", Version = "1.18.3" });

        Assert.Contains("not Qdrant", (await Assert.ThrowsAsync<IndexUnavailableException>(() => QdrantVectorIndex.OpenAsync(index.Options))).Message);
    }

    public static TheoryData<int, string> ForeignAnswers
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (int status in (int[])[200, 400, 401, 404, 500, 503])
            {
                foreach (string body in (string[])["{}", "null", """{"status":{"error":null}}""", """{"result":{}}""", ""])
                {
                    data.Add(status, body);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ForeignAnswers))]
    public async Task An_answer_that_is_not_gRPC_is_an_unavailable_index_whatever_its_status(int status, string body)
    {
        QdrantOptions once = index.Options with { Retries = 0 };
        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(once);
        using var target = new QdrantTarget(once);
        Assert.NotNull(await target.CurrentAsync());
        proxy.Script = _ => Fault.Answer(status, body);

        await Assert.ThrowsAnyAsync<IndexUnavailableException>(async () => await Answer(opened));
        IndexUnavailableException failed = await Assert.ThrowsAnyAsync<IndexUnavailableException>(async () => await target.VersionsAsync());
        Assert.Contains(proxy.Address.Authority, failed.Message);
    }

    public static TheoryData<string, IMessage> HollowAnswers => new()
    {
        { "/qdrant.Qdrant/HealthCheck", new HealthCheckReply() },
        { "/qdrant.Collections/Get", new GetCollectionInfoResponse() },
        { "/qdrant.Collections/Get", new GetCollectionInfoResponse { Result = new CollectionInfo() } },
        { "/qdrant.Collections/Get", new GetCollectionInfoResponse { Result = new CollectionInfo { Config = new CollectionConfig() } } },
        { "/qdrant.Collections/ListAliases", new ListAliasesResponse { Aliases = { new AliasDescription() } } },
        { "/qdrant.Collections/List", new ListCollectionsResponse { Collections = { new CollectionDescription(), new CollectionDescription() } } },
        { "/qdrant.Points/Count", new CountResponse() },
        { "/qdrant.Points/Facet", new FacetResponse { Hits = { new FacetHit(), new FacetHit() } } },
        { "/qdrant.Points/Get", new GetResponse { Result = { new RetrievedPoint(), new RetrievedPoint() } } },
        { "/qdrant.Points/Get", new GetResponse { Result = { new RetrievedPoint { Vectors = new VectorsOutput() } } } },
        { "/qdrant.Points/QueryBatch", new QueryBatchResponse { Result = { new BatchResult { Result = { new ScoredPoint() } } } } },
    };

    [Theory]
    [MemberData(nameof(HollowAnswers))]
    public async Task An_answer_that_lacks_its_fields_is_a_clear_error_and_no_null_reference(string method, IMessage answer)
    {
        using var target = new QdrantTarget(index.Options with { Retries = 0 });
        proxy.Script = FaultScript.Whenever(request => request.Path == method, Fault.Reply(answer));

        Exception? failed = await Record.ExceptionAsync(async () =>
        {
            IReadOnlyList<string> versions = await target.VersionsAsync();
            IReadOnlyList<string> problems = await target.VerifyAsync(version);
            using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(index.Options);
            Assert.NotEqual((1, 0), (versions.Count, problems.Count)); // as if nothing was wrong
        });

        Assert.True(failed is null or IndexUnavailableException or IndexFormatException, failed?.ToString());
    }

    [Fact]
    public async Task A_port_that_does_not_speak_gRPC_is_named_with_the_option_to_set()
    {
        QdrantOptions wrong = index.Options with { GrpcPort = server.At.Rest.Port };

        IndexUnavailableException failed = await Assert.ThrowsAnyAsync<IndexUnavailableException>(() => QdrantVectorIndex.OpenAsync(wrong));

        Assert.False(failed.IsTransient);
        Assert.Contains("Name Qdrant's gRPC port", failed.Message);
    }

    [Fact]
    public async Task A_connection_that_the_server_dropped_while_it_was_idle_is_not_noticed()
    {
        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(index.Options);
        for (int i = 0; i < 3; i++)
        {
            await Task.Delay(450); // the proxy closes after 300 ms
            await Answer(opened);
        }

        Assert.True(proxy.Seen.Select(request => request.Connection).Distinct().Count() > 3);
    }

    [Fact]
    public async Task Points_over_a_limit_of_the_server_go_in_parts_and_a_single_one_over_it_is_said()
    {
        const string Limit = "Bad request: Limit exceeded 100 > 30 for \"upsert limit\". Help: Reduce the upsert batch size";
        using EmbeddedVectorIndex next = await index.BuildAsync(TestTaxonomies.Random(seed: 6, categories: 3, attributes: 4, values: 6), encoder);
        using var target = new QdrantTarget(index.Options);
        proxy.Script = FaultScript.First(request => request.Path == "/qdrant.Points/Upsert", Fault.Error(400, Limit), Fault.Error(400, Limit));

        await target.LoadAsync(next);
        Assert.Empty(await target.VerifyAsync(next));

        using EmbeddedVectorIndex other = await index.BuildAsync(TestTaxonomies.Random(seed: 7, categories: 3, attributes: 4, values: 6), encoder);
        proxy.Script = FaultScript.Whenever(request => request.Path == "/qdrant.Points/Upsert", Fault.Error(400, Limit));
        Assert.Contains("upsert limit", (await Assert.ThrowsAnyAsync<IndexUnavailableException>(async () => await target.LoadAsync(other))).Message);
    }

    [Fact] // G21
    public async Task A_batch_over_the_limit_of_REST_goes_whole()
    {
        await using TestServer small = await TestServer.StartAsync(new QdrantEmulatorOptions { MaxRequestSize = 900 });
        await using var narrow = new ServedIndex(small);

        await narrow.PublishAsync(Taxonomy, new HashingEncoder(dimension: 200));

        Assert.Single(small.Emulator!.Exchanges, exchange => exchange.Request is { Method: "PUT" } && exchange.Request.Body?["points"] is not null);
    }

    [Fact]
    public async Task A_batch_of_several_megabytes_whose_answer_was_lost_is_sent_again()
    {
        using EmbeddedVectorIndex wide = await index.BuildAsync(TestTaxonomies.Random(seed: 6, categories: 4, attributes: 5, values: 8), new HashingEncoder(dimension: 4_000));
        using var target = new QdrantTarget(index.Options with { BatchPoints = 10_000 });
        proxy.Script = FaultScript.First(request => request.Path == "/qdrant.Points/Upsert", Fault.CutAfter, Fault.CutBefore);

        await target.LoadAsync(wide);

        Assert.Empty(await target.VerifyAsync(wide));
        Assert.True(wide.Manifest.Vectors * 4_000 * sizeof(float) > 1 << 20); // what the channel's own retries give up on
    }

    [Fact] // G37
    public async Task An_answer_of_more_than_4_MB_is_taken_whole()
    {
        const int Points = 3_000;
        using QdrantServer own = new(index.Options with { ReadTimeout = TimeSpan.FromSeconds(60) });
        await own.Collections.CreateAsync("large", new CollectionMetadata { Dimension = 384 }, CancellationToken.None);
        PointStruct[] points = [.. Enumerable.Range(0, Points).Select(_ => new PointStruct
        {
            Id = Guid.NewGuid(), Vectors = Enumerable.Repeat(0.5f, 384).ToArray(), Payload = { ["content_hash"] = "x" },
        })];
        await own.Points.UpsertAsync("large", points, CancellationToken.None);

        Assert.Equal(Points, (await own.Points.RetrieveAsync("large", points.Select(point => point.Id.Uuid), withVectors: true, CancellationToken.None)).Count);
        using var narrow = GrpcChannel.ForAddress(server.Emulator!.GrpcAddress);
        using var raw = new QdrantGrpcClient(narrow);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await raw.Points.GetAsync(
            new GetPoints { CollectionName = "large", Ids = { points.Select(point => point.Id) }, WithPayload = false, WithVectors = true }));
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
    }

    [Fact]
    public async Task Keys_are_told_apart_in_words_and_readers_do_with_the_lesser_one()
    {
        await using TestServer locked = await TestServer.StartAsync(new QdrantEmulatorOptions { ApiKey = "all", ReadOnlyApiKey = "read" });
        await using var keyed = new ServedIndex(locked);
        await keyed.PublishAsync(Taxonomy, encoder);
        QdrantOptions none = keyed.Options with { ApiKey = null, ReadOnlyApiKey = null };

        using QdrantVectorIndex reader = await QdrantVectorIndex.OpenAsync(none with { ReadOnlyApiKey = "read" });
        Assert.Equal(await Answer(version), await Answer(reader));
        Assert.Contains("QDRANT_API_KEY", (await Assert.ThrowsAnyAsync<IndexUnavailableException>(() => QdrantVectorIndex.OpenAsync(none))).Message);
        Assert.Contains("QDRANT_API_KEY", (await Assert.ThrowsAnyAsync<IndexUnavailableException>(() => QdrantVectorIndex.OpenAsync(none with { ApiKey = "wrong" }))).Message);
        using EmbeddedVectorIndex next = await keyed.BuildAsync(TestTaxonomies.Random(seed: 6, categories: 3, attributes: 4, values: 6), encoder);
        using var writer = new QdrantTarget(none with { ReadOnlyApiKey = "read" });
        Assert.Contains("may only read", (await Assert.ThrowsAnyAsync<IndexUnavailableException>(async () => await writer.LoadAsync(next))).Message);
    }

    [Fact]
    public async Task Everything_that_only_reads_goes_with_the_read_only_key()
    {
        await using TestServer locked = await TestServer.StartAsync(new QdrantEmulatorOptions { ApiKey = "all", ReadOnlyApiKey = "read" });
        await using var keyed = new ServedIndex(locked);
        keyed.Options = keyed.Options with { ReadOnlyApiKey = "read" };
        EmbeddedVectorIndex served = await keyed.PublishAsync(Taxonomy, encoder);
        locked.Emulator!.ClearExchanges();

        using var target = new QdrantTarget(keyed.Options);
        Assert.Empty(await target.VerifyAsync(served));
        Assert.Equal([served.Manifest.Version], await target.VersionsAsync());
        var time = new ManualClock(DateTimeOffset.UnixEpoch);
        using var current = new CurrentQdrantIndex(keyed.Options, time: time);
        for (int i = 0; i < 3; i++)
        {
            using IndexLease lease = await current.AcquireAsync();
            await Answer(lease.Index);
            time.Advance(TimeSpan.FromHours(1)); // the next one looks where the alias points
        }

        Assert.NotEmpty(locked.Emulator.Exchanges);
        Assert.All(locked.Emulator.Exchanges, exchange => Assert.Equal("<read-only-api-key>", exchange.Request.Headers["api-key"]!.GetValue<string>()));
    }

    private async Task<string> Answer(IVectorIndex from)
    {
        float[] item = encoder.Encode("laptops with color being black 16 memory");
        return string.Join('\n', (await from.ScoreAsync(item, "laptops", 3)).Select(attribute =>
            $"{attribute.AttributeId} {attribute.NullScore:0.000} {string.Join(' ', attribute.Values.Select(value => $"{value.ValueId} {value.Score:0.000}"))}"))
            + string.Join('\n', (await from.SearchAsync(item, ValueFilter.None, 4)).Select(hit => $"{hit.CategoryId} {hit.AttributeId} {hit.ValueId} {hit.Score:0.000}"));
    }
}
