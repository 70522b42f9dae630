using EpmRl.Retrieval.TestKit.Qdrant;
using Google.Protobuf;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <summary>The server is another version of Qdrant, something else, or omits fields.</summary>
public sealed class QdrantForeignServerTests : IAsyncLifetime
{
    private FaultyServer faulty = null!;

    public async ValueTask InitializeAsync() => faulty = await FaultyServer.StartAsync();

    public ValueTask DisposeAsync() => faulty.DisposeAsync();

    [Theory]
    [InlineData("1.9.2")]
    [InlineData("1.16.3")]
    [InlineData("2.0.0")]
    [InlineData("dev")]
    public async Task A_server_of_another_version_is_refused(string number)
    {
        faulty.Proxy.Script = FaultScript.Whenever(request => request.Path == "/qdrant.Qdrant/HealthCheck", Fault.Version(number));

        Assert.Contains(
            $"'{number}'",
            (await Assert.ThrowsAsync<IndexUnavailableException>(() => QdrantVectorIndex.OpenAsync(faulty.Index.Options))).Message);
    }

    [Theory]
    [InlineData("1.17.0")]
    [InlineData("1.19.1-dev")]
    public async Task A_server_of_a_near_version_is_spoken_with(string number)
    {
        faulty.Proxy.Script = FaultScript.Whenever(request => request.Path == "/qdrant.Qdrant/HealthCheck", Fault.Version(number));

        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(faulty.Index.Options);

        Assert.Equal(FaultyServer.Taxonomy.Version, opened.Manifest.TaxonomyVersion);
    }

    [Fact]
    public async Task A_server_other_than_Qdrant_is_reported()
    {
        faulty.Proxy.Script = _ => Fault.Reply(new HealthCheckReply { Title = "elsewhere", Version = "1.18.3" });

        Assert.Contains(
            "not Qdrant",
            (await Assert.ThrowsAsync<IndexUnavailableException>(() => QdrantVectorIndex.OpenAsync(faulty.Index.Options))).Message);
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
        QdrantOptions once = faulty.Index.Options with { Retries = 0 };
        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(once);
        using var target = new QdrantTarget(once);
        Assert.NotNull(await target.CurrentAsync());
        faulty.Proxy.Script = _ => Fault.Answer(status, body);

        await Assert.ThrowsAnyAsync<IndexUnavailableException>(async () => await faulty.AnswerAsync(opened));
        IndexUnavailableException failed = await Assert.ThrowsAnyAsync<IndexUnavailableException>(async () => await target.VersionsAsync());
        Assert.Contains(faulty.Proxy.Address.Authority, failed.Message);
    }

    public static TheoryData<string, IMessage> HollowAnswers => new()
    {
        { "/qdrant.Qdrant/HealthCheck", new HealthCheckReply() },
        { "/qdrant.Collections/Get", new GetCollectionInfoResponse() },
        { "/qdrant.Collections/Get", new GetCollectionInfoResponse { Result = new CollectionInfo() } },
        { "/qdrant.Collections/Get", new GetCollectionInfoResponse { Result = new CollectionInfo { Config = new CollectionConfig() } } },
        { "/qdrant.Collections/ListAliases", new ListAliasesResponse { Aliases = { new AliasDescription() } } },
        { "/qdrant.Collections/List",
            new ListCollectionsResponse { Collections = { new CollectionDescription(), new CollectionDescription() } } },
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
        using var target = new QdrantTarget(faulty.Index.Options with { Retries = 0 });
        faulty.Proxy.Script = FaultScript.Whenever(request => request.Path == method, Fault.Reply(answer));

        Exception? failed = await Record.ExceptionAsync(async () =>
        {
            IReadOnlyList<string> versions = await target.VersionsAsync();
            IReadOnlyList<string> problems = await target.VerifyAsync(faulty.Version);
            using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(faulty.Index.Options);
            Assert.NotEqual((1, 0), (versions.Count, problems.Count)); // as if nothing was wrong
        });

        Assert.True(failed is null or IndexUnavailableException or IndexFormatException, failed?.ToString());
    }

    [Fact]
    public async Task A_port_that_does_not_speak_gRPC_is_named_with_the_option_to_set()
    {
        QdrantOptions wrong = faulty.Index.Options with { GrpcPort = faulty.Server.At.Rest.Port };

        IndexUnavailableException failed = await Assert.ThrowsAnyAsync<IndexUnavailableException>(() => QdrantVectorIndex.OpenAsync(wrong));

        Assert.False(failed.IsTransient);
        Assert.Contains("Name Qdrant's gRPC port", failed.Message);
    }
}
