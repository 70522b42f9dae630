using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <summary>
/// The Qdrant server of a test: the emulator, or a real one for tests that accept either. At the end of the test, every request that the
/// emulator received is checked against the API's description.
/// </summary>
internal sealed class TestServer : IAsyncDisposable
{
    private TestServer(QdrantEmulator? emulator, LiveAddress at) => (Emulator, At) = (emulator, at);

    /// <summary>The emulator; null where the server is a real one.</summary>
    public QdrantEmulator? Emulator { get; }

    /// <summary>Its address, with its keys.</summary>
    public LiveAddress At { get; }

    /// <summary>The real server if one is configured, else the emulator.</summary>
    public static async Task<TestServer> StartAnyAsync(QdrantEmulatorOptions? options = null) =>
        await LiveServer.FindAsync() is { } live ? new TestServer(null, live) : await StartAsync(options);

    /// <summary>The emulator.</summary>
    public static async Task<TestServer> StartAsync(QdrantEmulatorOptions? options = null)
    {
        QdrantEmulator emulator = await QdrantEmulator.StartAsync(options);
        return new TestServer(
            emulator, new LiveAddress(emulator.Address, emulator.GrpcAddress.Port, options?.ApiKey, options?.ReadOnlyApiKey));
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
