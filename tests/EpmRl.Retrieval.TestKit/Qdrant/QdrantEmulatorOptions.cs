using System.Security.Cryptography.X509Certificates;

namespace EpmRl.Retrieval.TestKit.Qdrant;

/// <summary>Settings of an emulated Qdrant server.</summary>
public sealed record QdrantEmulatorOptions
{
    /// <summary>The key that allows all; null for a server without keys.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The key that allows reading; null for none.</summary>
    public string? ReadOnlyApiKey { get; init; }

    /// <summary>Bytes of the largest body.</summary>
    public long MaxRequestSize { get; init; } = 33_554_432;

    /// <summary>How long an idle connection stays open. The real server has 5 s. The timer ticks once a second.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The version that <c>GET /</c> gives.</summary>
    public string Version { get; init; } = "1.18.3";

    /// <summary>How long optimizers work after the last write that gave them work; until then the collection is yellow.</summary>
    public TimeSpan OptimizationTime { get; init; } = TimeSpan.Zero;

    /// <summary>Real seconds that a second of a write's timeout takes. Small values make tests of timeouts fast.</summary>
    public double TimeoutScale { get; init; } = 1;

    /// <summary>The clock of limits, snapshot names and optimizers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether requests and answers are recorded; without it, long loads take less memory.</summary>
    public bool NotesExchanges { get; init; } = true;

    /// <summary>A certificate with its private key, for a server that speaks TLS; null for plain HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Percentage of the emulated disk in use, for the limit of strict mode.</summary>
    public int DiskUsage { get; init; } = 74;
}
