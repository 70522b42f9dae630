using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Grpc;

#pragma warning disable CS0612 // fields that are obsolete in the client but the only ones in 1.18.3

/// <summary>The observations G1 to G40: those that need only a client, and those that need access to the server.</summary>
internal static class Observations
{
    private const string Refuses = "the emulator refuses it, so that a test which sends it fails";

    /// <summary>In the order of execution. Each leaves collection <c>c</c> unchanged.</summary>
    public static IReadOnlyList<Observation> All { get; } =
    [
        new("G1", "health without a key", async s =>
        {
            HealthCheckReply reply = await s.Client.Qdrant.HealthCheckAsync(new HealthCheckRequest());
            return $"{reply.Title} {reply.Version}";
        }),
        new("G2", "no key", async s => await s.Client.Collections.ListAsync(new ListCollectionsRequest())) { NeedsKey = true },
        new("G2", "wrong key", async s => await s.Client.Collections.ListAsync(new ListCollectionsRequest(), ObservedServer.Wrong))
        {
            NeedsKey = true,
        },
        new("G2", "bearer key", async s =>
            (await s.Client.Collections.ListAsync(new ListCollectionsRequest(), s.Bearer)).Collections.Any(
                one => one.Name == s.Name("c"))) { NeedsKey = true },
        new("G3", "unknown method", s => UnknownMethod(s, s.All)) { EmulatorDiffers = "its web server adds a text" },
        new("G3", "unknown method without a key", s =>
            UnknownMethod(s, [])) { NeedsKey = true, EmulatorDiffers = "its web server looks for the method first" },
        new("G4", "read-only key creates", async s =>
            await s.Client.Collections.CreateAsync(s.Create("d"), s.Read)) { NeedsReadOnlyKey = true },
        new("G4", "read-only key upserts", async s =>
            await s.Client.Points.UpsertAsync(s.Upsert("c", 1), s.Read)) { NeedsReadOnlyKey = true },
        new("G4", "read-only key moves an alias", async s =>
            await s.Client.Collections.UpdateAliasesAsync(s.Alias("c"), s.Read)) { NeedsReadOnlyKey = true },
        new("G4", "read-only key makes a snapshot", async s =>
            await s.Client.Snapshots.CreateAsync(new CreateSnapshotRequest { CollectionName = s.Name("c") }, s.Read)) { NeedsReadOnlyKey =
                true },
        new("G5", "read-only key upserts into a missing collection", async s =>
            await s.Client.Points.UpsertAsync(s.Upsert("missing", 1), s.Read)) { NeedsReadOnlyKey = true },
        new("G5", "read-only key upserts a wrong size", async s =>
            await s.Client.Points.UpsertAsync(WrongSize(s), s.Read)) { NeedsReadOnlyKey = true },
        new("G6", "settings come back", async s =>
        {
            CollectionInfo info = await InfoAsync(s, "c");
            VectorParams vectors = info.Config.Params.VectorsConfig.Params;
            StrictModeConfig strict = info.Config.StrictModeConfig;
            return $"{vectors.Size} {vectors.Distance} onDiskPayload={info.Config.Params.OnDiskPayload} limit={strict.MaxQueryLimit} "
                + $"unindexed={strict.UnindexedFilteringRetrieve} kept={info.Config.Metadata["kept"].IntegerValue} {info.Status} "
                + $"queue={info.UpdateQueue?.Length} points={info.PointsCount}";
        }),
        new("G7", "create again", async s => await s.Client.Collections.CreateAsync(s.Create("c"), s.All)),
        new("G7", "create with the name of an alias", async s =>
        {
            await s.Client.Collections.UpdateAliasesAsync(s.Alias("c"), s.All);
            return await s.Client.Collections.CreateAsync(s.Create("values"), s.All);
        }),
        new("G8", "create with a field that 1.18.3 lacks", async s =>
        {
            CreateCollection newer = s.Create("newer");
            newer.Payload = new PayloadStorageParams();
            await s.Client.Collections.CreateAsync(newer, s.All);
            return (await InfoAsync(s, "newer")).Config.Params.OnDiskPayload;
        }) { EmulatorDiffers = Refuses },
        new("G9", "create with a slash", async s => await s.Client.Collections.CreateAsync(s.Create("a/b"), s.All)),
        new("G9", "create with size 0", async s => await CreateAsync(
            s, made => made.VectorsConfig.Params.Size = 0)) { EmulatorDiffers = "it checks this size in the words of REST" },
        new("G9", "create with size 100000", async s => await CreateAsync(s, made => made.VectorsConfig.Params.Size = 100_000)),
        new("G9", "create with ef_construct 2", async s =>
            await CreateAsync(s, made => made.HnswConfig = new HnswConfigDiff { EfConstruct = 2 })),
        new("G10", "get a missing collection", async s => await InfoAsync(s, "missing")),
        new("G10", "count a missing collection", async s =>
            await s.Client.Points.CountAsync(new CountPoints { CollectionName = s.Name("missing") }, s.Read)),
        new("G10", "query a missing collection", async s => await s.Client.Points.QueryBatchAsync(s.Query("missing", 1), s.Read)),
        new("G10", "upsert into a missing collection", async s => await s.Client.Points.UpsertAsync(s.Upsert("missing", 1), s.All)),
        new("G11", "drop a missing collection", async s =>
            (await s.Client.Collections.DeleteAsync(new DeleteCollection { CollectionName = s.Name("missing") }, s.All)).Result),
        new("G12", "metadata merges, null removes", async s =>
        {
            await CreateAsync(s, _ => { }, "meta");
            await s.Client.Collections.UpdateAsync(
                new UpdateCollection { CollectionName = s.Name("meta"), Metadata = { ["state"] = "loaded" } }, s.All);
            string merged = Keys(await InfoAsync(s, "meta"));
            await s.Client.Collections.UpdateAsync(
                new UpdateCollection
                {
                    CollectionName = s.Name("meta"),
                    Metadata = { ["kept"] = new Value { NullValue = NullValue.NullValue } },
                },
                s.All);
            return $"{merged}; {Keys(await InfoAsync(s, "meta"))}";

            static string Keys(CollectionInfo info) => string.Join(' ', info.Config.Metadata.Keys.Order(StringComparer.Ordinal));
        }),
        new("G13", "index a keyword of tenants", async s =>
        {
            await CreateAsync(s, _ => { }, "indexed");
            UpdateResult made = (await s.Client.Points.CreateFieldIndexAsync(
                new CreateFieldIndexCollection
                {
                    CollectionName = s.Name("indexed"), Wait = true, FieldName = "scope", FieldType = FieldType.Keyword,
                    FieldIndexParams = new PayloadIndexParams { KeywordIndexParams = new KeywordIndexParams { IsTenant = true } },
                },
                s.All)).Result;
            PayloadSchemaInfo schema = (await InfoAsync(s, "indexed")).PayloadSchema["scope"];
            return $"{made.Status} {schema.DataType} tenant={schema.Params.KeywordIndexParams.IsTenant}";
        }),
        new("G14", "index without a type", async s =>
            await s.Client.Points.CreateFieldIndexAsync(
                new CreateFieldIndexCollection { CollectionName = s.Name("c"), FieldName = "other" }, s.All)),
        new("G14", "index a keyword with the settings of integers", async s => await s.Client.Points.CreateFieldIndexAsync(
            new CreateFieldIndexCollection
            {
                CollectionName = s.Name("c"), FieldName = "other", FieldType = FieldType.Keyword,
                FieldIndexParams = new PayloadIndexParams { IntegerIndexParams = new IntegerIndexParams { Lookup = true } },
            },
            s.All)) { EmulatorDiffers = Refuses },
        new("G15", "upsert 256 points of 384", async s =>
        {
            await CreateAsync(s, made => made.VectorsConfig.Params.Size = 384, "wide");
            return (await s.Client.Points.UpsertAsync(Wide(s, "wide", 256), s.All)).Result.Status;
        }),
        new("G16", "upsert that is not applied in time", async s =>
        {
            using HttpResponseMessage made = await s.Rest.PutAsync($"collections/{s.Name("stuck")}", new StringContent(
                """{"vectors":{"size":2,"distance":"Dot"},"optimizers_config":{"indexing_threshold":1,"prevent_unoptimized":true,"max_optimization_threads":0}}""", null, "application/json"));
            UpsertPoints many = s.Upsert("stuck", [.. Enumerable.Range(1, 300).Select(i => (ulong)i)]);
            many.Timeout = 1;
            return made.IsSuccessStatusCode ? (await s.Client.Points.UpsertAsync(many, s.All)).Result.Status : made.StatusCode;
        }),
        new("G17", "upsert a wrong size", async s => await s.Client.Points.UpsertAsync(WrongSize(s), s.All)),
        new("G17", "upsert a wrong size without waiting", async s =>
            await s.Client.Points.UpsertAsync(Changed(WrongSize(s), wrong => wrong.Wait = false), s.All)),
        new("G18", "upsert no points", async s => await s.Client.Points.UpsertAsync(s.Upsert("c"), s.All)),
        new("G18", "query nothing", async s => (await s.Client.Points.QueryBatchAsync(s.Query("c"), s.Read)).Result.Count),
        new("G19", "an infinity and no number are stored and scored", async s =>
        {
            await CreateAsync(s, _ => { }, "infinite");
            UpsertPoints odd = s.Upsert("infinite", 1, 2, 3);
            odd.Points[0].Vectors.Vector.Dense.Data[0] = float.PositiveInfinity;
            odd.Points[1].Vectors.Vector.Dense.Data[0] = float.NaN;
            odd.Points[2].Vectors = new[] { 0f, 0f };
            await s.Client.Points.UpsertAsync(odd, s.All);
            string[] scores = Scores((await s.Client.Points.QueryBatchAsync(s.Query("infinite", 3), s.Read)).Result[0]);
            return $"{(await VectorsAsync(s, "infinite", 1, 2, 3))}; scores {string.Join(' ', scores.Order(StringComparer.Ordinal))}";
        }) { EmulatorDiffers = "infinities pass through JSON and come back as NaN" },
        new("G20", "payload of every kind", async s =>
        {
            await CreateAsync(s, _ => { }, "kinds");
            UpsertPoints one = s.Upsert("kinds", 1);
            one.Points[0].Payload.Add("large", (1L << 53) + 1);
            one.Points[0].Payload.Add("whole", 1.0);
            one.Points[0].Payload.Add("huge", 1e300);
            one.Points[0].Payload.Add("none", new Value { NullValue = NullValue.NullValue });
            one.Points[0].Payload.Add("list", new Value
            {
                ListValue = new ListValue { Values = { "a", new Value { ListValue = new ListValue { Values = { 1 } } } } },
            });
            await s.Client.Points.UpsertAsync(one, s.All);
            var get = new GetPoints { CollectionName = s.Name("kinds"), Ids = { new PointId { Num = 1 } }, WithPayload = true };
            return string.Join(
                ' ', (await s.Client.Points.GetAsync(get, s.Read)).Result[0].Payload.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => $"{pair.Key}={pair.Value.KindCase}"));
        }) { EmulatorDiffers = "payloads pass through JSON, where 1.0 is an integer" },
        new("G20", "payload with no number", async s =>
            await s.Client.Points.UpsertAsync(Changed(s.Upsert("c", 2), point => point.Points[0].Payload.Add("x", double.NaN)), s.All)),
        new("G21", "upsert of 40 MB", async s =>
        {
            await CreateAsync(s, made => made.VectorsConfig.Params.Size = 384, "large");
            UpsertPoints large = Wide(s, "large", 26_000);
            return $"{large.CalculateSize() > 40_000_000} {(await s.Client.Points.UpsertAsync(large, s.All)).Result.Status}";
        }),
        new("G22", "get points, one missing, one twice, without selectors", async s =>
        {
            var get = new GetPoints
            {
                CollectionName = s.Name("c"),
                Ids = { new PointId { Num = 2 }, new PointId { Num = 9 }, new PointId { Num = 2 }, new PointId { Num = 1 } },
            };
            return string.Join(' ', (await s.Client.Points.GetAsync(get, s.Read)).Result.Select(
                point => $"{point.Id.Num} payload={point.Payload.Count} vector={point.Vectors is not null}"));
        }),
        new("G23", "get a vector", async s => await VectorsAsync(s, "c", 2)),
        new("G24", "get a bad UUID", async s =>
            await s.Client.Points.GetAsync(new GetPoints { CollectionName = s.Name("c"), Ids = { new PointId { Uuid = "x" } } }, s.Read)),
        new("G24", "get an empty id", async s =>
            await s.Client.Points.GetAsync(new GetPoints { CollectionName = s.Name("c"), Ids = { new PointId() } }, s.Read)),
        new("G25", "the same search over REST", async s =>
        {
            string[] grpc = Scores((await s.Client.Points.QueryBatchAsync(s.Query("c", 2), s.Read)).Result[0]);
            using HttpResponseMessage answer = await s.Rest.PostAsync(
                $"collections/{s.Name("c")}/points/query",
                new StringContent("""{"query":[1,1],"limit":2,"params":{"exact":true}}""", null, "application/json"));
            JsonNode rest = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
            IEnumerable<string> others = rest["result"]!["points"]!.AsArray()
                .Select(point => $"{point!["id"]}:{point["score"]!.GetValue<float>().ToString("R", CultureInfo.InvariantCulture)}");
            return $"{string.Join(' ', grpc)} equal={grpc.SequenceEqual(others)}";
        }),
        new("G26", "query a part without a name", async s =>
            await s.Client.Points.QueryBatchAsync(Changed(s.Query("c", 1), batch => batch.QueryPoints[0].CollectionName = ""), s.Read)),
        new("G26", "query with limit 0", async s => await s.Client.Points.QueryBatchAsync(s.Query("c", 0), s.Read)),
        new("G26", "query a wrong size", async s =>
            await s.Client.Points.QueryBatchAsync(
                Changed(s.Query("c", 1), batch => batch.QueryPoints[0].Query.Nearest.Dense.Data.Add(1)), s.Read)),
        new("G27", "filter with an empty condition", async s => Count(await s.Client.Points.QueryBatchAsync(
            Changed(s.Query("c", 9), batch => batch.QueryPoints[0].Filter = new Filter { Must = { new Condition() } }),
            s.Read))) { EmulatorDiffers = Refuses },
        new("G27", "search with a setting that 1.18.3 lacks", async s => Count(await s.Client.Points.QueryBatchAsync(
            Changed(s.Query("c", 9), batch => batch.QueryPoints[0].Params.Idf = new IdfParams()), s.Read))) { EmulatorDiffers = Refuses },
        new("G28", "query above the limit", async s => await s.Client.Points.QueryBatchAsync(s.Query("c", 21), s.Read)),
        new("G28", "query by an unindexed field", async s => await s.Client.Points.QueryBatchAsync(
            Changed(s.Query("c", 1), batch =>
                batch.QueryPoints[0].Filter = new Filter { Must = { Conditions.MatchKeyword("other", "x") } }), s.Read)),
        new("G28", "61 of 60 points", async s =>
        {
            await CreateAsync(s, made => made.StrictModeConfig.UpsertMaxBatchsize = 60, "few");
            return (await s.Client.Points.UpsertAsync(
                s.Upsert("few", [.. Enumerable.Range(1, 61).Select(i => (ulong)i)]), s.All)).Result.Status;
        }),
        new("G28", "5 of 4 searches", async s =>
        {
            await CreateAsync(s, made => made.StrictModeConfig.SearchMaxBatchsize = 4, "searches");
            return Count(await s.Client.Points.QueryBatchAsync(s.Query("searches", 1, 1, 1, 1, 1), s.Read));
        }),
        new("G29", "over the budget of reads", async s =>
        {
            await CreateAsync(s, made => made.StrictModeConfig.ReadRateLimit = 2, "limited");
            var count = new CountPoints { CollectionName = s.Name("limited") };
            await s.Client.Points.CountAsync(count, s.Read);
            await s.Client.Points.CountAsync(count, s.Read);
            return await s.Client.Points.CountAsync(count, s.Read);
        }),
        new("G29", "a request larger than the budget of reads", async s =>
        {
            await CreateAsync(s, made => made.StrictModeConfig.ReadRateLimit = 2, "small");
            return Count(await s.Client.Points.QueryBatchAsync(s.Query("small", 1, 1, 1), s.Read));
        }),
        new("G35", "200 calls are cancelled, then one more", async s =>
        {
            using var cancel = new CancellationTokenSource();
            Task[] calls = [.. Enumerable.Range(0, 200)
                .Select(_ => s.Client.Points.QueryBatchAsync(s.Query("c", 1), s.Read, null, cancel.Token).ResponseAsync)];
            await cancel.CancelAsync();
            await Task.WhenAll(calls.Select(async call => await call.ContinueWith(_ => { }, TaskScheduler.Default)));
            return Count(await s.Client.Points.QueryBatchAsync(s.Query("c", 2), s.Read));
        }),
        new("G36", "one action moves an alias, several are not taken back", async s =>
        {
            await CreateAsync(s, _ => { }, "e");
            await s.Client.Collections.UpdateAliasesAsync(s.Alias("c"), s.All);
            await s.Client.Collections.UpdateAliasesAsync(s.Alias("e"), s.All);
            string moved = await AliasesAsync(s);
            ChangeAliases two = s.Alias("missing");
            two.Actions.Insert(0, new AliasOperations { DeleteAlias = new DeleteAlias { AliasName = s.Name("values") } });
            string refusal = await new Observation("", "", async server =>
                await server.Client.Collections.UpdateAliasesAsync(two, server.All)).AnswerAsync(s);
            return $"{moved}; {refusal}; {await AliasesAsync(s)}";
        }),
        new("G37", "an answer of more than 4 MB with the client's own limit", async s =>
        {
            await CreateAsync(s, made => (made.VectorsConfig.Params.Size, made.StrictModeConfig) = (384, new StrictModeConfig()), "many");
            await s.Client.Points.UpsertAsync(Wide(s, "many", 3_000), s.All);
            return (await s.Client.Points.ScrollAsync(
                new ScrollPoints { CollectionName = s.Name("many"), Limit = 3_000, WithVectors = true, WithPayload = false },
                s.Read)).Result.Count;
        }),
        new("G40", "a snapshot is made and deleted twice", async s =>
        {
            SnapshotDescription made = (await s.Client.Snapshots.CreateAsync(
                new CreateSnapshotRequest { CollectionName = s.Name("c") }, s.All)).SnapshotDescription;
            var delete = new DeleteSnapshotRequest { CollectionName = s.Name("c"), SnapshotName = made.Name };
            await s.Client.Snapshots.DeleteAsync(delete, s.All);
            string again =
                await new Observation("", "", async server => await server.Client.Snapshots.DeleteAsync(delete, server.All)).AnswerAsync(s);
            return $"checksum of {made.Checksum.Length} digits; {again.Replace(s.Plain(made.Name), "NAME", StringComparison.Ordinal)}";
        }),
        new("G40", "delete a missing snapshot", async s => await s.Client.Snapshots.DeleteAsync(
            new DeleteSnapshotRequest { CollectionName = s.Name("c"), SnapshotName = "none.snapshot" }, s.All)),
    ];

    /// <summary>Those that need access to the server, or too much load for a test, with the reason.</summary>
    public static IReadOnlyDictionary<string, string> ByHand { get; } = new Dictionary<string, string>
    {
        ["G30"] = "a read past its time: needs a server slowed down under 30,000 points",
        ["G31"] = "status and plan of optimisations side by side during three loads of 30,000 points",
        ["G32"] = "grey after a restart: needs a restart of the server while it indexes",
        ["G33"] = "which side sees a deadline first: needs a long query, 1,000 times",
        ["G34"] = "a write past its deadline: needs a write slower than the deadline",
        ["G38"] = "answers with and without gzip: needs a look at the bytes on the wire",
        ["G39"] = "idle connections: needs ten minutes and a restart of the server",
    };

    private static async Task<object> UnknownMethod(ObservedServer server, Metadata headers)
    {
        Marshaller<ListCollectionsRequest> request =
            Marshallers.Create(message => message.ToByteArray(), ListCollectionsRequest.Parser.ParseFrom);
        var method =
            new Method<ListCollectionsRequest, ListCollectionsRequest>(MethodType.Unary, "qdrant.Points", "NoSuchMethod", request, request);
        using AsyncUnaryCall<ListCollectionsRequest> call =
            server.Invoker.AsyncUnaryCall(method, null, new CallOptions(headers), new ListCollectionsRequest());
        return await call;
    }

    private static async Task<object> CreateAsync(ObservedServer server, Action<CreateCollection> change, string name = "odd") =>
        (await server.Client.Collections.CreateAsync(Changed(server.Create(name), change), server.All)).Result;

    private static async Task<CollectionInfo> InfoAsync(ObservedServer server, string name) =>
        (await server.Client.Collections.GetAsync(new GetCollectionInfoRequest { CollectionName = server.Name(name) }, server.Read)).Result;

    private static async Task<string> AliasesAsync(ObservedServer server) => string.Join(
        ' ',
        (await server.Client.Collections.ListAliasesAsync(new ListAliasesRequest(), server.Read)).Aliases
            .Where(alias => alias.AliasName == server.Name("values")).Select(alias => $"values={alias.CollectionName}"));

    private static async Task<string> VectorsAsync(ObservedServer server, string collection, params ulong[] ids)
    {
        var get = new GetPoints
        {
            CollectionName = server.Name(collection),
            Ids = { ids.Select(id => new PointId { Num = id }) },
            WithVectors = true,
        };
        return string.Join(' ', (await server.Client.Points.GetAsync(get, server.Read)).Result.Select(point =>
            $"{point.Id.Num}:[{string.Join(',', point.Vectors.Vector.Dense.Data.Select(Text))}] flat={point.Vectors.Vector.Data.Count}"));
    }

    private static UpsertPoints Wide(ObservedServer server, string collection, int points) => new()
    {
        CollectionName = server.Name(collection),
        Wait = true,
        Points = { Enumerable.Range(1, points).Select(
            i => new PointStruct { Id = (ulong)i, Vectors = Enumerable.Range(0, 384).Select(j => (float)((i + j) % 7)).ToArray() }) },
    };

    private static UpsertPoints WrongSize(ObservedServer server) =>
        Changed(server.Upsert("c", 1), wrong => wrong.Points[0].Vectors.Vector.Dense.Data.Add(1));

    private static int Count(QueryBatchResponse response) => response.Result.Sum(result => result.Result.Count);

    private static string[] Scores(BatchResult result) => [.. result.Result.Select(point => $"{point.Id.Num}:{Text(point.Score)}")];

    private static string Text(float number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static T Changed<T>(T message, Action<T> change)
    {
        change(message);
        return message;
    }
}
