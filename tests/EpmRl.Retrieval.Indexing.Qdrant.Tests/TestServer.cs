using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <summary>
/// The Qdrant that a test speaks to: the emulator, or the real one of <c>EPMRL_QDRANT_URL</c> (with the keys of QDRANT_API_KEY) for
/// those tests that ask for either. Every request that the emulator saw is held against the API's own description when the test ends.
/// </summary>
internal sealed class TestServer : IAsyncDisposable
{
    private TestServer(QdrantEmulator? emulator, Uri address, int grpcPort, string? key)
    {
        Emulator = emulator;
        Address = address;
        GrpcPort = grpcPort;
        Key = key;
    }

    /// <summary>The emulator; null where the server is a real one.</summary>
    public QdrantEmulator? Emulator { get; }

    /// <summary>Its address, with the REST port.</summary>
    public Uri Address { get; }

    /// <summary>Its gRPC port.</summary>
    public int GrpcPort { get; }

    /// <summary>A key that may write; null where none is asked for.</summary>
    public string? Key { get; }

    /// <summary>The real server where one is named, else the emulator.</summary>
    public static async Task<TestServer> StartAnyAsync() =>
        await LiveServer.FindAsync() is { } live
            ? new TestServer(null, live.Address, live.GrpcPort, Environment.GetEnvironmentVariable("QDRANT_API_KEY"))
            : await StartAsync();

    /// <summary>The emulator.</summary>
    public static async Task<TestServer> StartAsync(QdrantEmulatorOptions? options = null)
    {
        QdrantEmulator emulator = await QdrantEmulator.StartAsync(options);
        return new TestServer(emulator, emulator.Address, emulator.GrpcAddress.Port, options?.ApiKey);
    }

    public async ValueTask DisposeAsync()
    {
        if (Emulator is not null)
        {
            IReadOnlyList<RecordedExchange> exchanges = Emulator.Exchanges;
            await Emulator.DisposeAsync();
            RequestChecks.AllAreValid(exchanges);
        }
    }
}
