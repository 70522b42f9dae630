using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Updates;

namespace EpmRl.Retrieval.TestKit.Qdrant.Grpc;

/// <summary>The REST request that means the same as a gRPC message.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Target">Its path with the query string.</param>
internal sealed record RestRequest(string Method, string Target)
{
    /// <summary>
    /// Makes the body; null without one. Called once for the endpoint, or only for the notes where <see cref="Update"/> is set.
    /// </summary>
    public Func<JsonObject>? Body { get; init; }

    /// <summary>A write that is already parsed, so that large loads do not pass through JSON.</summary>
    public Update? Update { get; init; }
}
