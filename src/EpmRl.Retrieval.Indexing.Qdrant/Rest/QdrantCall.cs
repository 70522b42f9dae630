namespace EpmRl.Retrieval.Indexing.Qdrant.Rest;

/// <summary>One request.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path with the query string, relative to the server's address.</param>
/// <param name="Deadline">Longest wait for one answer.</param>
internal sealed record QdrantCall(HttpMethod Method, string Path, TimeSpan Deadline)
{
    /// <summary>The body, JSON; null for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Whether it changes something, so that it needs the key that may write. Calls that only read go with the read-only key.</summary>
    public bool Writes { get; init; }

    /// <summary>Whether it may be sent twice. All calls but those that make snapshots may.</summary>
    public bool Idempotent { get; init; } = true;
}
