using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <summary>
/// The Qdrant that a test speaks to: the emulator, or a real one for those tests that ask for either. Every request that the emulator saw
/// is held against the API's own description when the test ends.
/// </summary>
internal sealed class TestServer : IAsyncDisposable
{
    private TestServer(QdrantEmulator? emulator, LiveAddress at) => (Emulator, At) = (emulator, at);

    /// <summary>The emulator; null where the server is a real one.</summary>
    public QdrantEmulator? Emulator { get; }

    /// <summary>Where it is, with its keys.</summary>
    public LiveAddress At { get; }

    /// <summary>The real server where one is named, else the emulator.</summary>
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
