using System.Globalization;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <summary>A real server, where there is one.</summary>
internal static partial class LiveServer
{
    /// <summary>
    /// The address in <c>EPMRL_QDRANT_URL</c> and the gRPC port in <c>QDRANT_GRPC_PORT</c> (6334 without), or those of a container where the
    /// tests were built with one; null without.
    /// </summary>
    public static async Task<(Uri Address, int GrpcPort)?> FindAsync() => Environment.GetEnvironmentVariable("EPMRL_QDRANT_URL") is { Length: > 0 } url
        ? (new Uri(url), Environment.GetEnvironmentVariable("QDRANT_GRPC_PORT") is { Length: > 0 } port
            ? int.Parse(port, CultureInfo.InvariantCulture)
            : QdrantOptions.DefaultGrpcPort)
        : await ContainerAsync();

#if !USE_TESTCONTAINERS
    private static Task<(Uri, int)?> ContainerAsync() => Task.FromResult<(Uri, int)?>(null);
#endif
}
