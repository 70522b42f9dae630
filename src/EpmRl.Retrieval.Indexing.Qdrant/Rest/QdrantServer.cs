using System.Globalization;
using System.Text.Json;

namespace EpmRl.Retrieval.Indexing.Qdrant.Rest;

/// <summary>A Qdrant server. Safe for concurrent use.</summary>
internal sealed class QdrantServer : IDisposable
{
    /// <summary>The oldest version that has all the calls used here.</summary>
    public static Version Oldest { get; } = new(1, 17);

    /// <summary>The first version that is not expected to have them.</summary>
    public static Version TooNew { get; } = new(2, 0);

    private readonly QdrantHttp http;
    private readonly TimeSpan readTimeout;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="options">How Qdrant is used.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public QdrantServer(QdrantOptions options, TimeProvider? time = null)
    {
        http = new QdrantHttp(options, time);
        readTimeout = options.ReadTimeout;
        Collections = new CollectionsApi(http, options);
        Points = new PointsApi(http, options);
        Aliases = new AliasesApi(http, options);
        Snapshots = new SnapshotsApi(http, options);
    }

    /// <summary>Host and port, for messages.</summary>
    public string Name => http.Server;

    public CollectionsApi Collections { get; }

    public PointsApi Points { get; }

    public AliasesApi Aliases { get; }

    public SnapshotsApi Snapshots { get; }

    /// <summary>The server's version, checked.</summary>
    /// <exception cref="IndexUnavailableException">Something else answers there, or a version that this program does not speak with.</exception>
    public async Task<string> CheckVersionAsync(CancellationToken cancellationToken)
    {
        ServerInfo? info = null;
        await http.SendAsync(
            new QdrantCall(HttpMethod.Get, string.Empty, readTimeout),
            body => info = JsonSerializer.Deserialize(body, QdrantJson.Default.ServerInfo),
            cancellationToken).ConfigureAwait(false);
        if (info?.Title?.Contains("qdrant", StringComparison.OrdinalIgnoreCase) != true)
        {
            throw new IndexUnavailableException($"What answers at {Name} is not Qdrant ('{info?.Title}'). Check the address; its REST port is 6333.", isTransient: false);
        }

        string number = info.Version.Split('-', '+')[0];
        return Version.TryParse(number, out Version? version) && version >= Oldest && version < TooNew
            ? info.Version
            : throw new IndexUnavailableException(
                string.Create(CultureInfo.InvariantCulture, $"Qdrant at {Name} has version '{info.Version}'; {Oldest} up to, but without, {TooNew} expected. Use the image that docker-compose.yml names."),
                isTransient: false);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}
