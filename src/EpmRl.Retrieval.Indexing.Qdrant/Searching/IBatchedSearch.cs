using System.Text.Json;
using EpmRl.Retrieval.Indexing.Qdrant.Rest;

namespace EpmRl.Retrieval.Indexing.Qdrant.Searching;

/// <summary>A search that is sent together with others.</summary>
internal interface IBatchedSearch
{
    /// <summary>Whether no more has to be asked.</summary>
    bool IsDone { get; }

    /// <summary>Writes the members of the next request.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="vector">The query, as JSON.</param>
    void Write(Utf8JsonWriter json, ReadOnlySpan<byte> vector);

    /// <summary>Takes its answer.</summary>
    void Take(IReadOnlyList<ScoredPoint> points);
}
