using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Indexing.Qdrant;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Matching.Onnx;
using EpmRl.Retrieval.Server.Batching;

namespace EpmRl.Retrieval.Server.Hosting;

/// <summary>An open model with the catalogues that it serves. A swap of the model makes a new one. Safe for concurrent callers.</summary>
internal sealed class Engine : IAsyncDisposable
{
    private readonly Dictionary<string, CatalogEngine> catalogs = new(StringComparer.Ordinal);
    private readonly ModelFolder model;

    private Engine(ModelFolder model, LimitOptions limits, TimeProvider time)
    {
        this.model = model;
        Queue = new EncoderQueue(model.Encoder, limits.MaxQueuedTokens, limits.MaxBatchTokens, time);
    }

    /// <summary>Folder of the model.</summary>
    public string ModelFolder => model.Path;

    /// <summary>The space of its vectors.</summary>
    public EncoderSpace Space => model.Space;

    /// <summary>Where the encoder computes.</summary>
    public string Device => model.Device.ToString();

    /// <summary>What training added to the encoder.</summary>
    public (bool Model, bool Calibration) Learned => (model.Model is not null, model.Calibration is not null);

    /// <summary>The queue in front of the encoder.</summary>
    public EncoderQueue Queue { get; }

    /// <summary>The encoder itself, past the queue; for measurements.</summary>
    public ITextEncoder Encoder => model.Encoder;

    /// <summary>The catalogues.</summary>
    public IReadOnlyCollection<CatalogEngine> Catalogs => catalogs.Values;

    /// <summary>A catalogue by name; null when there is none.</summary>
    public CatalogEngine? Find(string name) => catalogs.GetValueOrDefault(name);

    /// <summary>Opens a model and its catalogues, and warms them up: the first request is as fast as later ones.</summary>
    /// <param name="options">Their folders.</param>
    /// <param name="loggers">Receives what is opened and swapped.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="ModelFormatException">The model cannot be read.</exception>
    /// <exception cref="IndexFormatException">An index cannot be read.</exception>
    /// <exception cref="SpaceMismatchException">An index was built with another encoder.</exception>
    public static async Task<Engine> OpenAsync(
        ServerOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        ILogger logger = loggers.CreateLogger<Engine>();
        ModelFolder model = Encoding.Onnx.ModelFolder.Open(options.Model, new ModelFolderOptions
        {
            Encoder = new EncoderOptions
            {
                Precision = await PrecisionAsync(options, cancellationToken),
                Device = EncoderDevice.Parse(options.Device),
                OnFallback = reason => logger.DeviceFallback(reason),
            },
        });
        var engine = new Engine(model, options.Limits, time);
        try
        {
            foreach ((string name, CatalogOptions folders) in options.Catalogs)
            {
                IIndexProvider indexes = IndexesOf(options, folders, model.Space, loggers, time);
                Func<ProductMatcher>? matcher = folders.Matcher is { } folder ? () => OnnxProductMatcher.Open(folder) : null;
                var catalog = new CatalogEngine(name, folders, indexes, engine.Queue, model.Identification, matcher);
                engine.catalogs.Add(name, catalog);
                await catalog.PrepareAsync(cancellationToken);
                await WarmUpAsync(catalog, cancellationToken);
            }

            logger.EngineOpened(model.Space.ModelId, model.Space.Precision, engine.Device, string.Join(", ", engine.catalogs.Keys));
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        foreach (CatalogEngine catalog in catalogs.Values)
        {
            catalog.Dispose();
        }

        model.Dispose();
    }

    /// <summary>Settings of the Qdrant server for a catalogue.</summary>
    public static QdrantOptions QdrantOf(QdrantServerOptions server, CatalogOptions folders) => new()
    {
        Address = server.Address,
        GrpcPort = server.GrpcPort,
        IndexFolder = folders.Index,
        Alias = QdrantOptions.AliasOf(folders.Index),
        ApiKey = server.ApiKey,
        ReadOnlyApiKey = server.ReadOnlyApiKey,
        CertificateAuthorityFile = server.CertificateAuthorityFile,
    };

    private static IIndexProvider IndexesOf(
        ServerOptions options, CatalogOptions folders, EncoderSpace space, ILoggerFactory loggers, TimeProvider time) =>
        options.Qdrant is { } server
            ? new CurrentQdrantIndex(QdrantOf(server, folders), space, time, loggers.CreateLogger<CurrentQdrantIndex>())
            : new CurrentIndex(folders.Index, space, time, loggers.CreateLogger<CurrentIndex>());

    // 'auto' takes the precision that the index was built with; another machine may have chosen it.
    private static async Task<EncoderPrecision> PrecisionAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        if (!string.Equals(options.Precision, "auto", StringComparison.OrdinalIgnoreCase))
        {
            return Enum.Parse<EncoderPrecision>(options.Precision, ignoreCase: true);
        }

        CatalogOptions? first = options.Catalogs.Values.FirstOrDefault();
        if (first is null)
        {
            return EncoderPrecision.Auto;
        }

        using IVectorIndex index = options.Qdrant is { } server
            ? await QdrantVectorIndex.OpenAsync(QdrantOf(server, first), cancellationToken)
            : EmbeddedVectorIndex.Open(first.Index);
        return Enum.Parse<EncoderPrecision>(index.Manifest.Precision, ignoreCase: true);
    }

    private static async Task WarmUpAsync(CatalogEngine catalog, CancellationToken cancellationToken)
    {
        var listing = new ProductProfile { Id = "warm-up", Title = "Cordless drill 18 V, 2 batteries, black" };
        _ = await catalog.Identifier(Lane.Interactive).IdentifyAsync([listing], cancellationToken);
        _ = await catalog.Search.SearchAsync("black", cancellationToken);
    }
}
