namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <summary>A real server, where there is one.</summary>
internal static partial class LiveServer
{
    /// <summary>The address in <c>EPMRL_QDRANT_URL</c>, or that of a container where the tests were built with one; null without.</summary>
    public static async Task<Uri?> AddressAsync() =>
        Environment.GetEnvironmentVariable("EPMRL_QDRANT_URL") is { Length: > 0 } url ? new Uri(url) : await ContainerAsync();

    /// <summary>The gRPC port in <c>QDRANT_GRPC_PORT</c>, else Qdrant's own.</summary>
    public static int GrpcPort =>
        int.TryParse(Environment.GetEnvironmentVariable("QDRANT_GRPC_PORT"), System.Globalization.CultureInfo.InvariantCulture, out int port) ? port : 6334;

#if !USE_TESTCONTAINERS
    private static Task<Uri?> ContainerAsync() => Task.FromResult<Uri?>(null);
#endif
}
