using EpmRl.Retrieval.TestKit.Qdrant;
using Grpc.Core;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Grpc;

/// <summary>
/// Where gRPC differs from the recorded REST traffic, as the emulator imitates it from the server's source. Each row has the id under
/// which it is to be confirmed on a real server.
/// </summary>
public sealed class GrpcObservationTests : IAsyncLifetime
{
    private const string Missing = "Not found: Collection `missing` doesn't exist!";

    private QdrantEmulator emulator = null!;
    private ObservedServer server = null!;

    private QdrantGrpcClient Client => server.Client;

    public async ValueTask InitializeAsync()
    {
        emulator =
            await QdrantEmulator.StartAsync(new QdrantEmulatorOptions { ApiKey = "all", ReadOnlyApiKey = "read", TimeoutScale = 0.01 });
        server = await ObservedServer.StartAsync(emulator.Address, emulator.GrpcAddress, "all", "read");
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await emulator.DisposeAsync();
    }

    public static TheoryData<string, string, StatusCode, string> Refused => new()
    {
        { "G2", "no key", StatusCode.Unauthenticated, "Must provide an API key or an Authorization bearer token" },
        { "G2", "wrong key", StatusCode.Unauthenticated, "Invalid API key or JWT" },
        { "G4", "read-only key creates", StatusCode.PermissionDenied, "Forbidden: Global manage access is required" },
        { "G4", "read-only key upserts", StatusCode.PermissionDenied, "Forbidden: Global manage access is required" },
        { "G4", "read-only key moves an alias", StatusCode.PermissionDenied, "Forbidden: Global manage access is required" },
        { "G4", "read-only key makes a snapshot", StatusCode.PermissionDenied, "Forbidden: Global manage access is required" },
        { "G5", "read-only key upserts into a missing collection", StatusCode.NotFound, Missing },
        { "G5", "read-only key upserts a wrong size", StatusCode.InvalidArgument, "Wrong input: Vector dimension error: expected dim: 2, "
            + "got 3" },
        { "G7", "create again", StatusCode.AlreadyExists, "Wrong input: Collection `c` already exists!" },
        { "G9", "create with a slash", StatusCode.InvalidArgument, "Validation error in body: [collection_name: collection name cannot "
            + "contain \"/\" char]" },
        { "G10", "get a missing collection", StatusCode.NotFound, Missing },
        { "G10", "count a missing collection", StatusCode.NotFound, Missing },
        { "G14", "index without a type", StatusCode.InvalidArgument, "cannot convert field_type" },
        { "G17", "upsert a wrong size", StatusCode.InvalidArgument, "Wrong input: Vector dimension error: expected dim: 2, got 3" },
        { "G18", "upsert no points", StatusCode.InvalidArgument, "Bad request: Empty update request" },
        { "G24", "get a bad UUID", StatusCode.InvalidArgument, "Unable to parse UUID: x" },
        { "G24", "get an empty id", StatusCode.InvalidArgument, "No ID options provided" },
        { "G26", "query a part without a name", StatusCode.InvalidArgument, "query_points[0].collection_name: " },
        { "G26", "query with limit 0", StatusCode.InvalidArgument, "[query_points[0].limit: value 0 invalid, must be 1 or larger]" },
        { "G26", "query a wrong size", StatusCode.InvalidArgument, "Wrong input: Vector dimension error: expected dim: 2, got 3" },
        { "G28", "query above the limit", StatusCode.InvalidArgument, "for \"limit\"" },
        { "G28", "query by an unindexed field", StatusCode.InvalidArgument, "Bad request: Index required but not found for \"other\"" },
        { "G40", "delete a missing snapshot", StatusCode.NotFound, "Not found: Snapshot" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_refusal_has_the_code_and_the_text_that_the_source_gives(
        string observation, string what, StatusCode code, string text)
    {
        Observation asked = Observations.All.Single(one => one.Asked == what);

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => asked.Ask(server));

        Assert.Equal(observation, asked.Id);
        Assert.True(
            (code, true) == (refused.StatusCode, refused.Status.Detail.Contains(text, StringComparison.Ordinal)),
            $"{observation}: {refused.Status}");
    }

    [Fact] // G1
    public async Task Health_needs_no_key() =>
        Assert.Equal("1.18.3", (await Client.Qdrant.HealthCheckAsync(new HealthCheckRequest())).Version);

    [Fact] // G6, G12
    public async Task Settings_and_metadata_come_back_and_metadata_merges()
    {
        await Client.Collections.UpdateAsync(
            new UpdateCollection { CollectionName = "c", Metadata = { ["state"] = "loaded" } }, server.All);

        CollectionInfo info =
            (await Client.Collections.GetAsync(new GetCollectionInfoRequest { CollectionName = "c" }, server.Read)).Result;

        Assert.Equal((2UL, Distance.Dot), (info.Config.Params.VectorsConfig.Params.Size, info.Config.Params.VectorsConfig.Params.Distance));
        Assert.Equal(20U, info.Config.StrictModeConfig.MaxQueryLimit);
        Assert.Equal(("loaded", 3), (info.Config.Metadata["state"].StringValue, info.Config.Metadata["kept"].IntegerValue));
        Assert.Equal((CollectionStatus.Green, 0UL, 2UL), (info.Status, info.UpdateQueue.Length, info.PointsCount));
    }

    [Fact] // G11: over REST 200 and false, the client's own wrapper throws
    public async Task Dropping_a_missing_collection_is_no_error() =>
        Assert.False((await Client.Collections.DeleteAsync(new DeleteCollection { CollectionName = "missing" }, server.All)).Result);

    [Fact] // G16
    public async Task A_write_that_is_not_applied_in_time_is_answered_with_WaitTimeout()
    {
        using var rest = new HttpClient { BaseAddress = emulator.Address };
        rest.DefaultRequestHeaders.Add("api-key", "all");
        using HttpResponseMessage made = await rest.PutAsync("collections/stuck", new StringContent(
            """{"vectors":{"size":2,"distance":"Dot"},"optimizers_config":{"indexing_threshold":1,"prevent_unoptimized":true,"max_optimization_threads":0}}""", null, "application/json"));
        Assert.True(made.IsSuccessStatusCode);
        UpsertPoints many = server.Upsert("stuck", [.. Enumerable.Range(1, 300).Select(i => (ulong)i)]);
        many.Timeout = 1;

        Assert.Equal(UpdateStatus.WaitTimeout, (await Client.Points.UpsertAsync(many, server.All)).Result.Status);
    }

    [Fact] // G22, G23
    public async Task Fetched_points_come_without_payload_and_vector_unless_asked_and_the_vector_is_in_dense()
    {
        var bare =
            new GetPoints { CollectionName = "c", Ids = { new PointId { Num = 2 }, new PointId { Num = 9 }, new PointId { Num = 2 } } };
        GetPoints whole = bare.Clone();
        (whole.WithPayload, whole.WithVectors) = (true, true);

        RetrievedPoint found = Assert.Single((await Client.Points.GetAsync(bare, server.Read)).Result);
        RetrievedPoint full = Assert.Single((await Client.Points.GetAsync(whole, server.Read)).Result);

        Assert.Equal((0, false), (found.Payload.Count, found.Vectors is not null));
        Assert.Equal("b", full.Payload["kind"].StringValue);
        Assert.Equal([0.5f, 2f], full.Vectors.Vector.Dense.Data);
#pragma warning disable CS0612 // the older flat field, which stays empty
        Assert.Empty(full.Vectors.Vector.Data);
#pragma warning restore CS0612
    }

    [Fact] // G19: REST shows null
    public async Task An_infinity_is_stored_and_scores_as_no_number()
    {
        UpsertPoints spoilt = server.Upsert("c", 3);
        spoilt.Points[0].Vectors.Vector.Dense.Data[0] = float.PositiveInfinity;
        await Client.Points.UpsertAsync(spoilt, server.All);

        BatchResult result = (await Client.Points.QueryBatchAsync(server.Query("c", 3), server.Read)).Result[0];

        Assert.False(float.IsFinite(result.Result.Single(point => point.Id.Num == 3).Score));
    }

    [Fact] // G27: the server would leave the condition out and answer with every point
    public async Task An_empty_condition_or_a_field_that_the_server_does_not_know_fails_the_test()
    {
        QueryBatchPoints empty = server.Query("c", 1);
        empty.QueryPoints[0].Filter = new Filter { Must = { new Condition() } };
        QueryBatchPoints newer = server.Query("c", 1);
        newer.QueryPoints[0].Params = new SearchParams { Idf = new IdfParams() };

        Assert.Contains(
            "empty condition",
            (await Assert.ThrowsAsync<RpcException>(async () => await Client.Points.QueryBatchAsync(empty, server.Read))).Status.Detail);
        Assert.Contains(
            "SearchParams.idf",
            (await Assert.ThrowsAsync<RpcException>(async () => await Client.Points.QueryBatchAsync(newer, server.Read))).Status.Detail);
        Assert.Equal([501, 501], emulator.Exchanges.TakeLast(2).Select(exchange => exchange.Response.Status));
    }

    [Fact] // G29
    public async Task A_rate_limit_comes_with_its_time_to_come_back()
    {
        CreateCollection limited = server.Create("limited");
        limited.StrictModeConfig.ReadRateLimit = 2;
        await Client.Collections.CreateAsync(limited, server.All);
        var count = new CountPoints { CollectionName = "limited" };
        await Client.Points.CountAsync(count, server.Read);
        await Client.Points.CountAsync(count, server.Read);

        RpcException over = await Assert.ThrowsAsync<RpcException>(async () => await Client.Points.CountAsync(count, server.Read));
        RpcException never = await Assert.ThrowsAsync<RpcException>(
            async () => await Client.Points.QueryBatchAsync(server.Query("limited", 1, 1, 1), server.Read));

        Assert.Equal((StatusCode.ResourceExhausted, StatusCode.ResourceExhausted), (over.StatusCode, never.StatusCode));
        Assert.True(int.Parse(over.Trailers.GetValue("retry-after")!, System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Null(never.Trailers.GetValue("retry-after"));
    }

    [Fact] // G36
    public async Task One_action_moves_an_alias_and_several_are_not_taken_back()
    {
        await Client.Collections.CreateAsync(server.Create("d"), server.All);
        await Client.Collections.UpdateAliasesAsync(server.Alias("c"), server.All);
        await Client.Collections.UpdateAliasesAsync(server.Alias("d"), server.All);
        Assert.Equal(
            "d", Assert.Single((await Client.Collections.ListAliasesAsync(new ListAliasesRequest(), server.Read)).Aliases).CollectionName);

        ChangeAliases two = server.Alias("missing");
        two.Actions.Insert(0, new AliasOperations { DeleteAlias = new DeleteAlias { AliasName = "values" } });
        RpcException refused =
            await Assert.ThrowsAsync<RpcException>(async () => await Client.Collections.UpdateAliasesAsync(two, server.All));

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
        Assert.Empty((await Client.Collections.ListAliasesAsync(new ListAliasesRequest(), server.Read)).Aliases);
    }
}
