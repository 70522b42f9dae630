namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <summary>The address of a server.</summary>
/// <param name="Rest">Its address, with the REST port.</param>
/// <param name="GrpcPort">Its gRPC port.</param>
/// <param name="Key">A key that may write; null if none is required.</param>
/// <param name="ReadOnlyKey">A key that may only read; null for none.</param>
internal sealed record LiveAddress(Uri Rest, int GrpcPort, string? Key, string? ReadOnlyKey)
{
    /// <summary>Its address, with the gRPC port.</summary>
    public Uri Grpc => new UriBuilder(Rest) { Port = GrpcPort }.Uri;
}
