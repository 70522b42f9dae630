namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>How one call is sent.</summary>
/// <param name="Name">Service and method, or method and path, and the object of the call; for messages.</param>
/// <param name="Deadline">Longest wait for one answer.</param>
internal sealed record QdrantCall(string Name, TimeSpan Deadline)
{
    /// <summary>Service and method alone, or the HTTP method: one of a few values, for metrics.</summary>
    public string Operation => Name.Split(' ', 2)[0];

    /// <summary>Whether it changes data, and so needs the key that may write. Calls that only read use the read-only key.</summary>
    public bool Writes { get; init; }

    /// <summary>Whether it may be sent twice; true for all calls except those that create snapshots.</summary>
    public bool Idempotent { get; init; } = true;

    /// <summary>A call that only reads.</summary>
    public static QdrantCall Read(string name, QdrantOptions options) => new(name, options.ReadTimeout);

    /// <summary>A write. The server's time limit is shorter than ours, so that its own answer for a late write arrives.</summary>
    public static QdrantCall Write(string name, QdrantOptions options) =>
        new(name, options.WriteTimeout + TimeSpan.FromSeconds(2)) { Writes = true };
}
