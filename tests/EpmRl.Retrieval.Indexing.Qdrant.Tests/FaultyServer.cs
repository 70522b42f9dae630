using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <summary>An emulator that serves one version, behind a fault proxy.</summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    public static readonly ProductTaxonomy Taxonomy = TestTaxonomies.Small();

    private FaultyServer(TestServer server, FaultProxy proxy)
    {
        (Server, Proxy) = (server, proxy);
        Index = new ServedIndex(server);
    }

    public HashingEncoder Encoder { get; } = new(dimension: 16);

    public TestServer Server { get; }

    public FaultProxy Proxy { get; }

    /// <summary>The index as clients reach it: through the proxy.</summary>
    public ServedIndex Index { get; }

    /// <summary>The version that is served.</summary>
    public EmbeddedVectorIndex Version { get; private set; } = null!;

    public static async Task<FaultyServer> StartAsync()
    {
        TestServer server = await TestServer.StartAsync();
        FaultProxy proxy = await FaultProxy.StartAsync(server.Emulator!.GrpcAddress, TimeSpan.FromMilliseconds(300), isGrpc: true);
        var faulty = new FaultyServer(server, proxy);
        faulty.Version = await faulty.Index.PublishAsync(Taxonomy, faulty.Encoder);
        faulty.Index.Options = faulty.Index.Options with { GrpcPort = proxy.Address.Port };
        return faulty;
    }

    /// <summary>An index's answer for one listing, as text to compare.</summary>
    public async Task<string> AnswerAsync(IVectorIndex from)
    {
        float[] item = Encoder.Encode("laptops with color being black 16 memory");
        IEnumerable<string> scores = (await from.ScoreAsync(item, "laptops", 3)).Select(attribute =>
        {
            string values = string.Join(' ', attribute.Values.Select(value => $"{value.ValueId} {value.Score:0.000}"));
            return $"{attribute.AttributeId} {attribute.NullScore:0.000} {values}";
        });
        IEnumerable<string> hits = (await from.SearchAsync(item, ValueFilter.None, 4))
            .Select(hit => $"{hit.CategoryId} {hit.AttributeId} {hit.ValueId} {hit.Score:0.000}");
        return string.Join('\n', scores) + string.Join('\n', hits);
    }

    public async ValueTask DisposeAsync()
    {
        await Index.DisposeAsync();
        await Proxy.DisposeAsync();
        await Server.DisposeAsync();
    }
}
