using System.Globalization;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <summary>A real server, where there is one.</summary>
internal static class LiveServer
{
    /// <summary>
    /// The server of <c>EPMRL_QDRANT_URL</c>, with the gRPC port in <c>QDRANT_GRPC_PORT</c> (6334 without) and the keys in
    /// <c>QDRANT_API_KEY</c> and <c>QDRANT_READ_ONLY_API_KEY</c>, or the container that <c>EPMRL_DOCKER_TESTS=1</c> asks for; null without.
    /// </summary>
    public static async Task<LiveAddress?> FindAsync() => Variable("EPMRL_QDRANT_URL") is { } url
        ? new LiveAddress(
            new Uri(url),
            Variable("QDRANT_GRPC_PORT") is { } port ? int.Parse(port, CultureInfo.InvariantCulture) : QdrantOptions.DefaultGrpcPort,
            Variable("QDRANT_API_KEY"),
            Variable("QDRANT_READ_ONLY_API_KEY"))
        : await QdrantContainer.FindAsync();

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
