namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Where Qdrant is, and how it is used. The defaults suit the server of <c>docker-compose.yml</c>.</summary>
public sealed record QdrantOptions
{
    /// <summary>Qdrant's own gRPC port.</summary>
    public const int DefaultGrpcPort = 6334;

    /// <summary>
    /// Address of the server with its REST port, as Qdrant's other clients name it. Default <c>http://localhost:6333</c>; <c>https</c> for
    /// TLS. All calls but the transfer of snapshots go to <see cref="GrpcPort"/> of the same host.
    /// </summary>
    public Uri Address { get; init; } = new("http://localhost:6333");

    /// <summary>The gRPC port of the same host; 1 to 65,535. Default 6334, Qdrant's own.</summary>
    public int GrpcPort { get; init; } = DefaultGrpcPort;

    /// <summary>
    /// The name that readers ask for: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, 1 to 100 of them. Versions are collections called
    /// <c>alias-version</c>. Default <c>values</c>; <see cref="AliasOf"/> derives it from a folder.
    /// </summary>
    public string Alias { get; init; } = "values";

    /// <summary>Folder in which the versions were built. Readers need only manifest, taxonomy and layout of it, not the vectors.</summary>
    public required string IndexFolder { get; init; }

    /// <summary>The key that may write; null if the server requires none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The read-only key, used for every call that only reads. Null to read with <see cref="ApiKey"/>.</summary>
    public string? ReadOnlyApiKey { get; init; }

    /// <summary>PEM file with the authority that signed the server's certificate; null for those the system trusts.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>Longest wait for one answer to a read, retries not counted; 0.1 s to 10 min. Default 5 s.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether new versions keep 8-bit copies of the vectors in memory for approximate searches; results are rescored with the full vectors
    /// and gated like others. Default false.
    /// </summary>
    public bool Quantize { get; init; }

    // The following are fixed for hosts; tests set other values.

    /// <summary>Longest wait for one write.</summary>
    internal TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait until a loaded version is optimised, or a snapshot is created or transferred.</summary>
    internal TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often a failed idempotent call is retried.</summary>
    internal int Retries { get; init; } = 5;

    /// <summary>Wait before the first retry; it doubles, with jitter, up to <see cref="LongestRetryWait"/>.</summary>
    internal TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait on the server's request; a longer one fails the call.</summary>
    internal TimeSpan LongestRetryWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most points of one upsert.</summary>
    internal int BatchPoints { get; init; } = 256;

    /// <summary>Most bytes of one upsert. The server accepts any size; this keeps a batch well within its time limit.</summary>
    internal int BatchBytes { get; init; } = 4_000_000;

    /// <summary>Most searches of one request.</summary>
    internal int BatchSearches { get; init; } = 64;

    /// <summary>
    /// Searches among at most this many vectors are exact: up to here a measured exact search costs little more than an approximate one,
    /// which missed the best value in 12 of 1,000 queries.
    /// </summary>
    internal long ExactUpTo { get; init; } = 20_000;

    /// <summary>
    /// Mean recall required of approximate searches among more vectors, per filter. Below it, searches with that filter are exact.
    /// </summary>
    internal double RecallGate { get; init; } = 0.99;

    /// <summary>Queries per filter that are answered exactly and compared before one is answered approximately.</summary>
    internal int RecallProbes { get; init; } = 50;

    /// <summary>Every n-th query of a filter is compared again.</summary>
    internal int ProbeEvery { get; init; } = 100;

    /// <summary>How often a long-running program checks whether the alias names another version.</summary>
    internal TimeSpan FollowEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Largest <c>limit</c> of a search; new versions enforce it.</summary>
    internal int LargestPage { get; init; } = 100_000;

    /// <summary>
    /// A warning that a key would cross the network unencrypted, over plain <c>http</c> to another machine; null otherwise. The host
    /// program shows or logs it.
    /// </summary>
    public string? KeyWarning =>
        Address is { IsAbsoluteUri: true, Scheme: "http", IsLoopback: false } && !string.IsNullOrEmpty(ApiKey ?? ReadOnlyApiKey)
        ? $"The key for Qdrant goes to {Address.Host} over plain http, where others on the network can read it. "
            + "Use https://, with QDRANT_CA_FILE for an authority of your own."
        : null;

    /// <summary>The alias of an index folder: its name, with characters that an alias may not contain replaced by <c>-</c>.</summary>
    public static string AliasOf(string indexFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(indexFolder);
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(indexFolder)));
        string alias = string.Concat(name.Select(c => IsAliasCharacter(c) ? c : '-'));
        return alias.Length == 0 ? "values" : alias[..Math.Min(alias.Length, 100)];
    }

    /// <summary>Rejects settings that no server could work with.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Check()
    {
        if (!Address.IsAbsoluteUri || Address.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException(
                $"Qdrant's address is '{Address}'; expected http://host:6333 or https://host:6333.", nameof(Address));
        }

        if (Alias.Length is 0 or > 100 || !Alias.All(IsAliasCharacter))
        {
            throw new ArgumentException($"The alias '{Alias}' is not 1 to 100 letters, digits, '-', '_' or '.'.", nameof(Alias));
        }

        ArgumentException.ThrowIfNullOrEmpty(IndexFolder);
        Between(GrpcPort, 1, 65_535, nameof(GrpcPort));
        Between(ReadTimeout.TotalSeconds, 0.1, 600, nameof(ReadTimeout));
    }

    private static void Between(double value, double least, double most, string name)
    {
        if (!(value >= least && value <= most))
        {
            throw new ArgumentOutOfRangeException(name, $"{name} is {value}; expected {least} to {most}.");
        }
    }

    private static bool IsAliasCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
}
