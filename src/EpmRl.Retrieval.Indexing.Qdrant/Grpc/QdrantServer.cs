using System.Globalization;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>A Qdrant server. Safe for concurrent use.</summary>
internal sealed class QdrantServer : IDisposable
{
    /// <summary>The oldest version with all the calls used here.</summary>
    public static Version Oldest { get; } = new(1, 17);

    /// <summary>The first version that is not expected to have them.</summary>
    public static Version TooNew { get; } = new(2, 0);

    private readonly QdrantConnection connection;
    private readonly QdrantOptions options;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="options">How Qdrant is used.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public QdrantServer(QdrantOptions options, TimeProvider? time = null)
    {
        options.Check();
        this.options = options;
        connection = new QdrantConnection(options, time);
        Collections = new CollectionsApi(connection, options);
        Points = new PointsApi(connection, options);
        Snapshots = new SnapshotsApi(connection, options);
        Transfer = new SnapshotTransfer(options);
    }

    /// <summary>Host and port as given, for messages.</summary>
    public string Name => options.Address.Authority;

    public CollectionsApi Collections { get; }

    public PointsApi Points { get; }

    public SnapshotsApi Snapshots { get; }

    /// <summary>The calls that gRPC lacks.</summary>
    public SnapshotTransfer Transfer { get; }

    /// <summary>The server's version, checked.</summary>
    /// <exception cref="IndexUnavailableException">Something else answers there, or an unsupported version of Qdrant.</exception>
    public async Task<string> CheckVersionAsync(CancellationToken cancellationToken)
    {
        HealthCheckReply info = await connection.SendAsync(
            QdrantCall.Read("Qdrant/HealthCheck", options),
            (client, call) => client.Qdrant.HealthCheckAsync(new HealthCheckRequest(), call),
            cancellationToken).ConfigureAwait(false);
        if (!info.Title.Contains("qdrant", StringComparison.OrdinalIgnoreCase))
        {
            throw new IndexUnavailableException(
                $"What answers at {connection.Server} is not Qdrant ('{info.Title}'). Check the address; its gRPC port is 6334 by default.",
                isTransient: false);
        }

        string number = info.Version.Split('-', '+')[0];
        return Version.TryParse(number, out Version? version) && version >= Oldest && version < TooNew
            ? info.Version
            : throw new IndexUnavailableException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Qdrant at {Name} has version '{info.Version}'; {Oldest} up to, but without, {TooNew} expected. "
                        + $"Use the image that docker-compose.yml names."),
                isTransient: false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        connection.Dispose();
        Transfer.Dispose();
    }
}
