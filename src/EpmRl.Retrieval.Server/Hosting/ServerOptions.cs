using EpmRl.Retrieval.Indexing.Qdrant;

namespace EpmRl.Retrieval.Server.Hosting;

/// <summary>Settings of the service. Keys of a configuration file and of the environment are the property names.</summary>
public sealed class ServerOptions
{
    /// <summary>The catalogue of callers whose key names none.</summary>
    public const string DefaultCatalog = "default";

    /// <summary>Addresses to listen on, separated by semicolons. Default: loopback, port 8080.</summary>
    public string Urls { get; set; } = "http://127.0.0.1:8080";

    /// <summary>
    /// Folder of what the service stores: its database, uploads and results. Server and workers on several machines share it.
    /// </summary>
    public string DataFolder { get; set; } = "data";

    /// <summary>Whether this process only works on jobs that a server hands out through NATS.</summary>
    public bool Worker { get; set; }

    /// <summary>Folder of the model, which holds <c>encoder.json</c>.</summary>
    public string Model { get; set; } = "";

    /// <summary>Number form of the encoder's weights: <c>auto</c>, <c>fp32</c>, <c>fp16</c> or <c>int8</c>.</summary>
    public string Precision { get; set; } = "auto";

    /// <summary>Where the encoder computes: <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    public string Device { get; set; } = "auto";

    /// <summary>The catalogues served, by name; each has its own taxonomy and index.</summary>
    public Dictionary<string, CatalogOptions> Catalogs { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The Qdrant server that holds the indexes; null where the folders themselves are searched.</summary>
    public QdrantServerOptions? Qdrant { get; set; }

    /// <summary>Address of NATS, such as <c>nats://127.0.0.1:4222</c>; null where jobs are done in this process.</summary>
    public string? Nats { get; set; }

    /// <summary>Connection string of PostgreSQL; null for a SQLite file in <see cref="DataFolder"/>.</summary>
    public string? Postgres { get; set; }

    /// <summary>Limits of requests.</summary>
    public LimitOptions Limits { get; set; } = new();

    /// <summary>Who may call.</summary>
    public SecurityOptions Security { get; set; } = new();

    /// <summary>Jobs.</summary>
    public JobOptions Jobs { get; set; } = new();
}

/// <summary>A catalogue: a taxonomy, its index, and what decides pairs of its listings.</summary>
public sealed class CatalogOptions
{
    /// <summary>Folder of the index.</summary>
    public string Index { get; set; } = "";

    /// <summary>Folder of the taxonomy; null where the service neither edits nor reindexes.</summary>
    public string? Taxonomy { get; set; }

    /// <summary>Folder of the matcher; null where pairs are not decided.</summary>
    public string? Matcher { get; set; }
}

/// <summary>The Qdrant server. Its keys come from the environment (<c>QDRANT_API_KEY</c>) or the configuration file.</summary>
public sealed class QdrantServerOptions
{
    /// <summary>Address with the REST port.</summary>
    public Uri Address { get; set; } = new("http://localhost:6333");

    /// <summary>The gRPC port of the same host.</summary>
    public int GrpcPort { get; set; } = QdrantOptions.DefaultGrpcPort;

    /// <summary>Key with write access; null for none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Key of calls that only read; null for <see cref="ApiKey"/>.</summary>
    public string? ReadOnlyApiKey { get; set; }

    /// <summary>PEM file of the authority that signed the server's certificate; null for the system's.</summary>
    public string? CertificateAuthorityFile { get; set; }
}

/// <summary>Limits of requests; <c>/info</c> publishes them.</summary>
public sealed class LimitOptions
{
    /// <summary>Largest body of a request in bytes; uploads of jobs and streams have limits of their own.</summary>
    public long MaxBodyBytes { get; set; } = 2 << 20;

    /// <summary>Most listings, texts or pairs in one request.</summary>
    public int MaxItems { get; set; } = 256;

    /// <summary>Longest text of a listing or query, in characters; longer ones are refused.</summary>
    public int MaxTextCharacters { get; set; } = 200_000;

    /// <summary>Requests to the engine at a time; further ones are refused with 429.</summary>
    public int MaxConcurrentRequests { get; set; } = 512;

    /// <summary>Tokens that wait for the encoder, estimated; a request beyond is refused with 429.</summary>
    public int MaxQueuedTokens { get; set; } = 65_536;

    /// <summary>Tokens encoded together, estimated.</summary>
    public int MaxBatchTokens { get; set; } = 2_048;

    /// <summary>Longest time of a request to the engine.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest upload of a job in bytes.</summary>
    public long MaxUploadBytes { get; set; } = 4L << 30;

    /// <summary>Longest line of a stream in bytes.</summary>
    public int MaxLineBytes { get; set; } = 1 << 20;

    /// <summary>Requests a minute of each key; 0 for no limit.</summary>
    public int RequestsPerMinute { get; set; }
}

/// <summary>Who may call.</summary>
public sealed class SecurityOptions
{
    /// <summary>
    /// Header in which a trusted proxy names the signed-in person, such as <c>X-Forwarded-User</c>; null where there is none.
    /// </summary>
    public string? UserHeader { get; set; }

    /// <summary>Addresses of the proxies whose <see cref="UserHeader"/> is believed.</summary>
    public IList<string> TrustedProxies { get; set; } = [];

    /// <summary>Scope of people whom <see cref="UserHeader"/> or a token names and whose token states none.</summary>
    public string UserScope { get; set; } = "edit";

    /// <summary>Issuer of OpenID Connect tokens; null where none are accepted.</summary>
    public string? Authority { get; set; }

    /// <summary>Audience that tokens must name.</summary>
    public string? Audience { get; set; }
}

/// <summary>Jobs and what is kept of them.</summary>
public sealed class JobOptions
{
    /// <summary>Folders whose files a job may name as its input; none by default: inputs are uploaded.</summary>
    public IList<string> InputFolders { get; set; } = [];

    /// <summary>Rows of a chunk, the unit of work.</summary>
    public int ChunkRows { get; set; } = 500;

    /// <summary>Age at which uploads and results, which hold listing texts, are deleted.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Hosts that a webhook may name; none by default.</summary>
    public IList<string> WebhookHosts { get; set; } = [];

    /// <summary>Secret that signs calls of webhooks, by HMAC-SHA256; required with <see cref="WebhookHosts"/>.</summary>
    public string? WebhookSecret { get; set; }
}
