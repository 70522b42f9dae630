using EpmRl.Retrieval.Server.Batching;
using EpmRl.Retrieval.Server.Telemetry;

namespace EpmRl.Retrieval.Server.Hosting;

/// <summary>
/// Holds the engine that is served, and swaps it: a request keeps the engine that it began with to its end, and the next one sees the new
/// one. Safe for concurrent callers.
/// </summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly ServerOptions options;
    private readonly ILoggerFactory loggers;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim swapping = new(1, 1);
    private Shared? current;

    /// <summary>Makes a host without an engine.</summary>
    /// <param name="options">What to serve.</param>
    /// <param name="loggers">Receives what is opened and swapped.</param>
    /// <param name="time">The clock.</param>
    public EngineHost(ServerOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        (this.options, this.loggers, this.time) = (options, loggers, time);
        var host = new WeakReference<EngineHost>(this); // the meter lives as long as the process
        ServerTelemetry.Observe(() => host.TryGetTarget(out EngineHost? served) ? served.Queue?.QueuedTokens ?? 0 : 0);
    }

    /// <summary>Why the engine could not be opened; null when it is open or opening.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether requests can be answered.</summary>
    public bool IsReady => current is not null;

    /// <summary>The queue in front of the encoder, for looks at how full it is; null while no engine is open.</summary>
    public EncoderQueue? Queue => current?.Engine.Queue;

    /// <summary>Opens the engine of the settings.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReplaceAsync(await Engine.OpenAsync(options, loggers, time, cancellationToken));
            Failure = null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Failure = failure;
            throw;
        }
    }

    /// <summary>
    /// Serves another model, with the indexes that were built with it. Both are opened and warmed up first; until then, and if that fails,
    /// the engine before is served.
    /// </summary>
    /// <param name="model">Folder of the model; null to keep it.</param>
    /// <param name="indexes">Folders of the indexes by catalogue; others keep theirs.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    public async Task SwapAsync(string? model, IReadOnlyDictionary<string, string> indexes, CancellationToken cancellationToken)
    {
        await swapping.WaitAsync(cancellationToken);
        try
        {
            string modelBefore = options.Model;
            Dictionary<string, CatalogOptions> before = options.Catalogs;
            var next = new Dictionary<string, CatalogOptions>(StringComparer.Ordinal);
            foreach ((string name, CatalogOptions of) in before)
            {
                next[name] = new CatalogOptions
                {
                    Index = indexes.GetValueOrDefault(name, of.Index), Taxonomy = of.Taxonomy, Matcher = of.Matcher,
                };
            }

            foreach (string unknown in indexes.Keys.Where(name => !before.ContainsKey(name)))
            {
                throw new InvalidRequestException($"There is no catalogue '{unknown}'. There are: {string.Join(", ", before.Keys)}.");
            }

            (options.Model, options.Catalogs) = (model ?? modelBefore, next);
            try
            {
                await ReplaceAsync(await Engine.OpenAsync(options, loggers, time, cancellationToken));
            }
            catch
            {
                (options.Model, options.Catalogs) = (modelBefore, before);
                throw;
            }
        }
        finally
        {
            swapping.Release();
        }
    }

    /// <summary>Leases the engine that is served.</summary>
    /// <exception cref="NotReadyException">No engine is open yet.</exception>
    public EngineLease Acquire()
    {
        lock (gate)
        {
            return current?.Lease() ?? throw new NotReadyException(Failure?.Message);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(ReplaceAsync(null));

    private async Task ReplaceAsync(Engine? engine)
    {
        Shared? before;
        lock (gate)
        {
            (before, current) = (current, engine is null ? null : new Shared(engine));
        }

        if (before is not null)
        {
            await before.ReleaseAsync();
        }
    }

    // The engine's users: the host itself, and the leases.
    internal sealed class Shared(Engine engine)
    {
        private int users = 1;

        public Engine Engine { get; } = engine;

        // Called under the host's lock while the host is a user, so the count is at least one.
        public EngineLease Lease()
        {
            Interlocked.Increment(ref users);
            return new EngineLease(this);
        }

        public async ValueTask ReleaseAsync()
        {
            if (Interlocked.Decrement(ref users) == 0)
            {
                await Engine.DisposeAsync();
            }
        }
    }
}

/// <summary>An engine held for a request.</summary>
internal sealed class EngineLease(EngineHost.Shared shared) : IDisposable, IAsyncDisposable
{
    private int disposed;

    /// <summary>The engine.</summary>
    public Engine Engine => shared.Engine;

    /// <summary>A catalogue of it.</summary>
    /// <exception cref="InvalidRequestException">There is none of this name.</exception>
    public CatalogEngine Catalog(string name) => Engine.Find(name) ?? throw new InvalidRequestException(
        $"There is no catalogue '{name}'. There are: {string.Join(", ", Engine.Catalogs.Select(catalog => catalog.Name))}.");

    /// <inheritdoc/>
    public void Dispose()
    {
        // The last user of an engine that was replaced disposes it; nobody waits for that.
        _ = DisposeAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref disposed, 1) == 0 ? shared.ReleaseAsync() : default;
}
