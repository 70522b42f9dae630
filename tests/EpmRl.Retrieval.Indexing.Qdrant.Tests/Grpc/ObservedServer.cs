using Grpc.Core;
using Grpc.Net.Client;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Grpc;

/// <summary>
/// A server for observations: the emulator, or a real one. It holds collection <c>c</c> with two points; all names get a prefix on the
/// server and lose it in the answers, so that those of two servers can be compared.
/// </summary>
internal sealed class ObservedServer : IAsyncDisposable
{
    private readonly string prefix;
    private readonly GrpcChannel channel;

    private ObservedServer(Uri rest, Uri grpc, string? key, string? readOnlyKey, string prefix)
    {
        this.prefix = prefix;
        channel = GrpcChannel.ForAddress(grpc);
        Invoker = channel.CreateCallInvoker();
        Client = new QdrantGrpcClient(Invoker);
        (HasKey, HasReadOnlyKey) = (key is not null, readOnlyKey is not null);
        All = KeyHeader(key);
        Read = KeyHeader(readOnlyKey ?? key);
        Bearer = key is null ? [] : new Metadata { { "authorization", $"Bearer {key}" } };
        Rest = new HttpClient { BaseAddress = rest };
        if (key is not null)
        {
            Rest.DefaultRequestHeaders.Add("api-key", key);
        }
    }

    public QdrantGrpcClient Client { get; }

    public CallInvoker Invoker { get; }

    public HttpClient Rest { get; }

    public bool HasKey { get; }

    public bool HasReadOnlyKey { get; }

    /// <summary>Header of the key that may write.</summary>
    public Metadata All { get; }

    /// <summary>Header of the key that may only read; of the other one where the server has no such key.</summary>
    public Metadata Read { get; }

    /// <summary>The key that may write, in the other header that servers take.</summary>
    public Metadata Bearer { get; }

    public static Metadata Wrong { get; } = KeyHeader("wrong");

    public static async Task<ObservedServer> StartAsync(Uri rest, Uri grpc, string? key, string? readOnlyKey, string prefix = "")
    {
        var server = new ObservedServer(rest, grpc, key, readOnlyKey, prefix);
        await server.Client.Collections.CreateAsync(server.Create("c"), server.All);
        await server.Client.Points.UpsertAsync(server.Upsert("c", 1, 2), server.All);
        return server;
    }

    /// <summary>A name as the server has it.</summary>
    public string Name(string name) => prefix + name;

    /// <summary>A text of the server with the names as the observations have them.</summary>
    public string Plain(string text) => prefix.Length == 0 ? text : text.Replace(prefix, "", StringComparison.Ordinal);

    public CreateCollection Create(string name) => new()
    {
        CollectionName = Name(name),
        VectorsConfig = new VectorsConfig { Params = new VectorParams { Size = 2, Distance = Distance.Dot } },
        StrictModeConfig =
            new StrictModeConfig { Enabled = true, MaxQueryLimit = 20, UnindexedFilteringRetrieve = false, SearchAllowExact = true },
        Metadata = { ["kept"] = 3, ["state"] = "loading" },
    };

    public UpsertPoints Upsert(string collection, params ulong[] ids) => new()
    {
        CollectionName = Name(collection),
        Wait = true,
        Points = { ids.Select(
            id => new PointStruct { Id = id, Vectors = new[] { 0.5f, id }, Payload = { ["kind"] = id % 2 == 0 ? "b" : "a" } }) },
    };

    public QueryBatchPoints Query(string collection, params ulong[] limits) => new()
    {
        CollectionName = Name(collection),
        QueryPoints =
        {
            limits.Select(limit => new QueryPoints
            {
                CollectionName = Name(collection),
                Query = new Query { Nearest = new VectorInput { Dense = new DenseVector { Data = { 1f, 1f } } } },
                Limit = limit,
                Params = new SearchParams { Exact = true },
            }),
        },
    };

    public ChangeAliases Alias(string collection) =>
        new()
        {
            Actions =
                { new AliasOperations { CreateAlias = new CreateAlias { AliasName = Name("values"), CollectionName = Name(collection) } } },
        };

    /// <summary>Removes what was created, including the aliases.</summary>
    public async ValueTask DisposeAsync()
    {
        if (prefix.Length > 0)
        {
            ListCollectionsResponse listed = await Client.Collections.ListAsync(new ListCollectionsRequest(), All);
            foreach (CollectionDescription collection in listed.Collections)
            {
                if (collection.Name.StartsWith(prefix, StringComparison.Ordinal))
                {
                    await Client.Collections.DeleteAsync(new DeleteCollection { CollectionName = collection.Name }, All);
                }
            }
        }

        Client.Dispose();
        channel.Dispose();
        Rest.Dispose();
    }

    private static Metadata KeyHeader(string? key) => key is null ? [] : new Metadata { { "api-key", key } };
}
