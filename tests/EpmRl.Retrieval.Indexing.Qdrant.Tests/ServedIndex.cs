using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <summary>
/// An index for one test: its folder, its alias, and its versions on the server, which are removed at the end of the test.
/// </summary>
internal sealed class ServedIndex : IAsyncDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly List<EmbeddedVectorIndex> opened = [];
    private readonly TestServer server;

    public ServedIndex(TestServer server, string? alias = null)
    {
        this.server = server;
        Options = new QdrantOptions
        {
            Address = server.At.Rest,
            GrpcPort = server.At.GrpcPort,
            ApiKey = server.At.Key,
            ReadOnlyApiKey = server.At.ReadOnlyKey,
            IndexFolder = scratch["index"],
            Alias = alias ?? $"test-{Guid.NewGuid():N}",
            RetryDelay = TimeSpan.FromMilliseconds(5),
            ReadyTimeout = TimeSpan.FromMinutes(1),
            BatchPoints = 100,
        };
    }

    public QdrantOptions Options { get; set; }

    public ScratchFolder Scratch => scratch;

    /// <summary>Builds a version only in the folder.</summary>
    public async Task<EmbeddedVectorIndex> BuildAsync(
        ProductTaxonomy taxonomy, HashingEncoder encoder, VectorForm form = VectorForm.Float32, TimeProvider? time = null)
    {
        IndexBuildResult built = await new IndexBuilder(Options.IndexFolder, new IndexBuildOptions { VectorForm = form, Keep = 100 }, time)
            .BuildAsync(taxonomy, encoder);
        EmbeddedVectorIndex version = new IndexFolder(Options.IndexFolder).Open(built.Manifest.Version);
        opened.Add(version);
        return version;
    }

    /// <summary>Builds, loads, verifies and publishes a version.</summary>
    public async Task<EmbeddedVectorIndex> PublishAsync(
        ProductTaxonomy taxonomy, HashingEncoder encoder, VectorForm form = VectorForm.Float32)
    {
        EmbeddedVectorIndex version = await BuildAsync(taxonomy, encoder, form);
        using var target = new QdrantTarget(Options);
        await target.LoadAsync(version);
        Assert.Empty(await target.VerifyAsync(version));
        await target.SwapAsync(version.Manifest.Version);
        return version;
    }

    /// <summary>The collection of a version.</summary>
    public string CollectionOf(EmbeddedVectorIndex version) => CollectionNames.Of(Options.Alias, version.Manifest.Version);

    /// <summary>Direct requests to the server, for what no target does.</summary>
    public QdrantServer Server() => new(Options);

    public async ValueTask DisposeAsync()
    {
        foreach (EmbeddedVectorIndex version in opened)
        {
            version.Dispose();
        }

        if (server.Emulator is null)
        {
            using QdrantServer live = Server();
            foreach (string collection in await live.Collections.ListAsync(CancellationToken.None))
            {
                if (collection.StartsWith(Options.Alias + "-", StringComparison.Ordinal))
                {
                    await live.Collections.DropAsync(collection, CancellationToken.None);
                }
            }
        }

        scratch.Dispose();
    }
}
