using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.TestKit.Qdrant;
using Grpc.Core;
using Grpc.Net.Client;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <summary>Batches and answers beyond the limits of a server or of a channel.</summary>
public sealed class QdrantLimitTests : IAsyncLifetime
{
    private FaultyServer faulty = null!;

    public async ValueTask InitializeAsync() => faulty = await FaultyServer.StartAsync();

    public ValueTask DisposeAsync() => faulty.DisposeAsync();

    [Fact]
    public async Task Points_over_a_limit_of_the_server_go_in_parts_and_a_single_one_over_it_is_said()
    {
        const string Limit = "Bad request: Limit exceeded 100 > 30 for \"upsert limit\". Help: Reduce the upsert batch size";
        using EmbeddedVectorIndex next =
            await faulty.Index.BuildAsync(TestTaxonomies.Random(seed: 6, categories: 3, attributes: 4, values: 6), faulty.Encoder);
        using var target = new QdrantTarget(faulty.Index.Options);
        faulty.Proxy.Script =
            FaultScript.First(request => request.Path == "/qdrant.Points/Upsert", Fault.Error(400, Limit), Fault.Error(400, Limit));

        await target.LoadAsync(next);
        Assert.Empty(await target.VerifyAsync(next));

        using EmbeddedVectorIndex other =
            await faulty.Index.BuildAsync(TestTaxonomies.Random(seed: 7, categories: 3, attributes: 4, values: 6), faulty.Encoder);
        faulty.Proxy.Script = FaultScript.Whenever(request => request.Path == "/qdrant.Points/Upsert", Fault.Error(400, Limit));
        Assert.Contains(
            "upsert limit", (await Assert.ThrowsAnyAsync<IndexUnavailableException>(async () => await target.LoadAsync(other))).Message);
    }

    [Fact] // G21
    public async Task A_batch_over_the_limit_of_REST_is_not_split()
    {
        await using TestServer small = await TestServer.StartAsync(new QdrantEmulatorOptions { MaxRequestSize = 900 });
        await using var narrow = new ServedIndex(small);

        await narrow.PublishAsync(FaultyServer.Taxonomy, new HashingEncoder(dimension: 200));

        Assert.Single(
            small.Emulator!.Exchanges, exchange => exchange.Request is { Method: "PUT" } && exchange.Request.Body?["points"] is not null);
    }

    [Fact]
    public async Task A_batch_of_several_megabytes_whose_answer_was_lost_is_sent_again()
    {
        using EmbeddedVectorIndex wide = await faulty.Index.BuildAsync(
            TestTaxonomies.Random(seed: 6, categories: 4, attributes: 5, values: 8), new HashingEncoder(dimension: 4_000));
        using var target = new QdrantTarget(faulty.Index.Options with { BatchPoints = 10_000 });
        faulty.Proxy.Script = FaultScript.First(request => request.Path == "/qdrant.Points/Upsert", Fault.CutAfter, Fault.CutBefore);

        await target.LoadAsync(wide);

        Assert.Empty(await target.VerifyAsync(wide));
        Assert.True(wide.Manifest.Vectors * 4_000 * sizeof(float) > 1 << 20); // what the channel's own retries give up on
    }

    [Fact] // G37
    public async Task An_answer_of_more_than_4_MB_is_accepted()
    {
        const int Points = 3_000;
        using QdrantServer own = new(faulty.Index.Options with { ReadTimeout = TimeSpan.FromSeconds(60) });
        await own.Collections.CreateAsync("large", new CollectionMetadata { Dimension = 384 }, CancellationToken.None);
        PointStruct[] points = [.. Enumerable.Range(0, Points).Select(_ => new PointStruct
        {
            Id = Guid.NewGuid(), Vectors = Enumerable.Repeat(0.5f, 384).ToArray(), Payload = { ["content_hash"] = "x" },
        })];
        await own.Points.UpsertAsync("large", points, CancellationToken.None);

        Assert.Equal(Points, (await own.Points.RetrieveAsync(
            "large", points.Select(point => point.Id.Uuid), withVectors: true, CancellationToken.None)).Count);
        using var narrow = GrpcChannel.ForAddress(faulty.Server.Emulator!.GrpcAddress);
        using var raw = new QdrantGrpcClient(narrow);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await raw.Points.GetAsync(
            new GetPoints
            {
                CollectionName = "large",
                Ids = { points.Select(point => point.Id) },
                WithPayload = false,
                WithVectors = true,
            }));
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
    }
}
