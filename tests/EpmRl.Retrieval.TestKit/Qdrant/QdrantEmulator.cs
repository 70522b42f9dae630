using EpmRl.Retrieval.TestKit.Qdrant.Endpoints;
using EpmRl.Retrieval.TestKit.Qdrant.Http;
using EpmRl.Retrieval.TestKit.Qdrant.State;
using Microsoft.AspNetCore.Builder;

namespace EpmRl.Retrieval.TestKit.Qdrant;

/// <summary>
/// A small Qdrant 1.18.3 on loopback, with a REST and a gRPC port, for tests: state in memory, searches always exact, answers and errors as
/// in the recorded traffic. Unknown requests are answered with 501, never with a guess.
/// </summary>
public sealed class QdrantEmulator : IAsyncDisposable
{
    private readonly EmulatorServer _server;
    private readonly Store _store;
    private readonly ExchangeLog _log;
    private WebApplication? _application;

    private QdrantEmulator(QdrantEmulatorOptions options)
    {
        Options = options;
        _store = new Store(new EmulatorSettings(options.Time, options.OptimizationTime, options.TimeoutScale));
        _log = new ExchangeLog(options);
        Router router = new();
        _server = new EmulatorServer(router, new Authentication(options.ApiKey, options.ReadOnlyApiKey), _log, options);
        EndpointContext context = new(_store, options, _server, () => Address);
        ServiceEndpoints.Map(router, context);
        CollectionEndpoints.Map(router, context);
        IndexEndpoints.Map(router, context);
        AliasEndpoints.Map(router, context);
        UpdateEndpoints.Map(router, context);
        PointEndpoints.Map(router, context);
        QueryEndpoints.Map(router, context);
        SnapshotEndpoints.Map(router, context);
        SnapshotRecoveryEndpoints.Map(router, context);
        OptimizationEndpoints.Map(router, context);
        NotModelledEndpoints.Map(router);
    }

    /// <summary>The settings it was started with.</summary>
    public QdrantEmulatorOptions Options { get; }

    /// <summary>Where it speaks REST, like <c>http://127.0.0.1:40123/</c>. The port stays the same over restarts.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Its gRPC address. The port stays the same over restarts.</summary>
    public Uri GrpcAddress { get; private set; } = new("http://127.0.0.1/");

    /// <summary>All requests and answers so far, in the form of the recorded traffic, with keys masked.</summary>
    public IReadOnlyList<RecordedExchange> Exchanges => _log.All;

    /// <summary>Starts an empty server on a free port.</summary>
    public static async Task<QdrantEmulator> StartAsync(QdrantEmulatorOptions? options = null)
    {
        QdrantEmulator emulator = new(options ?? new QdrantEmulatorOptions());
        await emulator.StartAgainAsync().ConfigureAwait(false);
        return emulator;
    }

    /// <summary>Clears the exchanges recorded so far.</summary>
    public void ClearExchanges() => _log.Clear();

    /// <summary>Stops listening; open connections end. What was written stays.</summary>
    public async Task StopAsync()
    {
        if (_application is { } application)
        {
            _application = null;
            using CancellationTokenSource atOnce = new(TimeSpan.Zero);
            try
            {
                await application.StopAsync(atOnce.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Requests under way were cut off: that is what a stop does to them.
            }

            await application.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Listens again, at the same address and with the same state. Collections with pending work are grey until a write.</summary>
    public async Task StartAgainAsync()
    {
        _server.Alone(() =>
        {
            _store.Restart();
            return true;
        });
        _application = await _server.StartAsync(
            Address.IsDefaultPort ? 0 : Address.Port, GrpcAddress.IsDefaultPort ? 0 : GrpcAddress.Port).ConfigureAwait(false);
        Uri[] addresses = [.. _application.Urls.Select(url => new Uri(url))];
        (Address, GrpcAddress) = (addresses[0], addresses[1]);
    }

    /// <summary>Stops and starts again.</summary>
    public async Task RestartAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await StartAgainAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);
}
