using System.Diagnostics;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.TestKit.Qdrant;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <summary>A server that fails, stalls or asks to wait.</summary>
public sealed class QdrantFaultTests : IAsyncLifetime
{
    private FaultyServer faulty = null!;

    public async ValueTask InitializeAsync() => faulty = await FaultyServer.StartAsync();

    public ValueTask DisposeAsync() => faulty.DisposeAsync();

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
        faulty.Proxy.Script = FaultScript.First(_ => true, fault, fault);
        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(faulty.Index.Options);
        faulty.Proxy.Script = FaultScript.First(_ => true, fault, fault);

        Assert.Equal(await faulty.AnswerAsync(faulty.Version), await faulty.AnswerAsync(opened));
        Assert.Empty(opened.Recall);
    }

    [Fact]
    public async Task An_indexs_life_survives_every_fault()
    {
        const int Seed = 20;
        faulty.Index.Options = faulty.Index.Options with { Retries = 12, BatchPoints = 4, RetryDelay = TimeSpan.FromMilliseconds(1) };
        faulty.Proxy.Script = FaultScript.Seeded(
            Seed, 0.2, Fault.CutBefore, Fault.CutAfter, Fault.HalfAnswer, Fault.Error(500, "no"), Fault.ReadTimeout(),
            Fault.TooManyRequests(0));

        EmbeddedVectorIndex next =
            await faulty.Index.PublishAsync(TestTaxonomies.Random(seed: 4, categories: 4, attributes: 5, values: 8), faulty.Encoder);
        using var target = new QdrantTarget(faulty.Index.Options);
        await target.SwapAsync(faulty.Version.Manifest.Version);
        await target.RemoveAsync(next.Manifest.Version);
        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(faulty.Index.Options);

        Assert.Equal(await faulty.AnswerAsync(faulty.Version), await faulty.AnswerAsync(opened));
        Assert.Equal([faulty.Version.Manifest.Version], await target.VersionsAsync());
    }

    [Fact]
    public async Task No_answer_within_the_time_limit_is_said_and_kept_apart_from_a_cancellation()
    {
        faulty.Index.Options = faulty.Index.Options with { ReadTimeout = TimeSpan.FromMilliseconds(150), Retries = 1 };
        using QdrantVectorIndex opened =
            await QdrantVectorIndex.OpenAsync(faulty.Index.Options with { ReadTimeout = TimeSpan.FromMilliseconds(1000), Retries = 1 });
        faulty.Proxy.Script = _ => Fault.Stall;
        long started = Stopwatch.GetTimestamp();

        IndexUnavailableException late =
            await Assert.ThrowsAnyAsync<IndexUnavailableException>(async () => await faulty.AnswerAsync(opened));

        Assert.True(late.IsTransient);
        Assert.IsType<TimeoutException>(late.InnerException);
        Assert.Contains("within 1 s", late.Message);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 1.9, 15);
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await opened.ScoreAsync(faulty.Encoder.Encode("laptop"), "laptops", 1, cancelled.Token));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_with_what_to_do()
    {
        await faulty.Proxy.DisposeAsync();

        IndexUnavailableException gone = await Assert.ThrowsAnyAsync<IndexUnavailableException>(
            () => QdrantVectorIndex.OpenAsync(faulty.Index.Options with { Retries = 1 }));

        Assert.True(gone.IsTransient);
        Assert.Contains("Start the server", gone.Message);
        Assert.Contains(faulty.Proxy.Address.Authority, gone.Message);
    }

    [Fact]
    public async Task The_server_is_left_alone_as_long_as_it_asks_for_and_not_waited_for_when_that_is_too_long()
    {
        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(faulty.Index.Options);
        faulty.Proxy.Script = FaultScript.First(_ => true, Fault.TooManyRequests(1));
        long started = Stopwatch.GetTimestamp();
        await faulty.AnswerAsync(opened);
        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromSeconds(0.95));

        faulty.Proxy.Script = _ => Fault.TooManyRequests(60);
        int before = faulty.Proxy.Seen.Count;
        IndexUnavailableException limited =
            await Assert.ThrowsAnyAsync<IndexUnavailableException>(async () => await faulty.AnswerAsync(opened));
        Assert.True(limited.IsTransient);
        Assert.Equal(before + 1, faulty.Proxy.Seen.Count);
    }

    [Fact]
    public async Task A_request_that_can_never_pass_the_budget_is_split_and_a_single_one_fails_at_once()
    {
        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(faulty.Index.Options);
        faulty.Proxy.Script = FaultScript.First(_ => true, Fault.TooManyRequests(null));
        Assert.Equal(await faulty.AnswerAsync(faulty.Version), await faulty.AnswerAsync(opened));

        faulty.Proxy.Script = _ => Fault.TooManyRequests(null);
        int before = faulty.Proxy.Seen.Count;
        IndexUnavailableException never = await Assert.ThrowsAnyAsync<IndexUnavailableException>(
            async () => await opened.SearchAsync(faulty.Encoder.Encode("laptop"), ValueFilter.None, 1));
        Assert.False(never.IsTransient);
        Assert.Contains("rate limit", never.Message);
        Assert.Equal(before + 1, faulty.Proxy.Seen.Count);
    }

    [Fact]
    public async Task A_write_that_was_not_applied_in_time_is_not_taken_for_done()
    {
        using EmbeddedVectorIndex next =
            await faulty.Index.BuildAsync(TestTaxonomies.Random(seed: 6, categories: 3, attributes: 4, values: 6), faulty.Encoder);
        using var target = new QdrantTarget(faulty.Index.Options with { ReadyTimeout = TimeSpan.FromSeconds(1) });
        faulty.Proxy.Script = FaultScript.First(
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
        using var target = new QdrantTarget(faulty.Index.Options);
        using QdrantServer own = faulty.Index.Server();
        CollectionInfo busy = await own.Collections.GetAsync(faulty.Index.CollectionOf(faulty.Version), CancellationToken.None);
        busy.UpdateQueue = new UpdateQueueInfo { Length = 3 };
        Fault queued = Fault.Reply(new GetCollectionInfoResponse { Result = busy });
        faulty.Proxy.Script = FaultScript.First(request => request.Path == "/qdrant.Collections/Get", queued, queued, queued);
        int before = faulty.Proxy.Seen.Count;

        await target.SwapAsync(faulty.Version.Manifest.Version);

        string[] calls = [.. faulty.Proxy.Seen.Skip(before).Select(request => request.Path)];
        Assert.Equal(5, calls.Count(path => path == "/qdrant.Collections/Get")); // metadata, twice busy, twice ready
        Assert.Equal(2, calls.Count(path => path == "/qdrant.Points/Count"));
    }

    [Fact]
    public async Task A_collection_whose_creation_was_answered_too_late_is_taken_up()
    {
        using EmbeddedVectorIndex next =
            await faulty.Index.BuildAsync(TestTaxonomies.Random(seed: 6, categories: 3, attributes: 4, values: 6), faulty.Encoder);
        using var target = new QdrantTarget(faulty.Index.Options);
        faulty.Proxy.Script = FaultScript.First(request => request.Path == "/qdrant.Collections/Create", Fault.CutAfter);

        await target.LoadAsync(next);

        Assert.Empty(await target.VerifyAsync(next));
    }

    [Fact]
    public async Task A_connection_that_the_server_dropped_while_it_was_idle_is_not_noticed()
    {
        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(faulty.Index.Options);
        for (int i = 0; i < 3; i++)
        {
            await Task.Delay(450); // the proxy closes after 300 ms
            await faulty.AnswerAsync(opened);
        }

        Assert.True(faulty.Proxy.Seen.Select(request => request.Connection).Distinct().Count() > 3);
    }
}
