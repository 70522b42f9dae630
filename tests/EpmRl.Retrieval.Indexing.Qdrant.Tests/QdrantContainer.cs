using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <summary>
/// A container of the image that docker-compose.yml pins, one for the entire run, started only if <c>EPMRL_DOCKER_TESTS=1</c> is set. It is
/// removed when the run ends.
/// </summary>
internal static class QdrantContainer
{
    /// <summary>The image, as docker-compose.yml has it.</summary>
    public const string Image = "qdrant/qdrant:v1.18.3";

    private const ushort RestPort = 6333, GrpcPort = 6334;
    private const string Key = "all", ReadOnlyKey = "read";

    private static readonly Lazy<Task<LiveAddress>> Started = new(StartAsync);

    /// <summary>The address of the container's server; null if none is requested.</summary>
    /// <exception cref="InvalidOperationException">A container is requested, and no Docker engine answers.</exception>
    public static async Task<LiveAddress?> FindAsync() =>
        Environment.GetEnvironmentVariable("EPMRL_DOCKER_TESTS") == "1" ? await Started.Value : null;

    private static async Task<LiveAddress> StartAsync()
    {
        try
        {
            IContainer container = new ContainerBuilder(Image)
                .WithPortBinding(RestPort, true)
                .WithPortBinding(GrpcPort, true)
                .WithEnvironment("QDRANT__SERVICE__API_KEY", Key)
                .WithEnvironment("QDRANT__SERVICE__READ_ONLY_API_KEY", ReadOnlyKey)
                .WithEnvironment("QDRANT__TELEMETRY_DISABLED", "true")
                .WithWaitStrategy(
                    Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(request => request.ForPort(RestPort).ForPath("/readyz")))
                .Build();
            await container.StartAsync();
            var rest = new UriBuilder(Uri.UriSchemeHttp, container.Hostname, container.GetMappedPublicPort(RestPort)).Uri;
            return new LiveAddress(rest, container.GetMappedPublicPort(GrpcPort), Key, ReadOnlyKey);
        }
        catch (DockerUnavailableException unavailable)
        {
            throw new InvalidOperationException(
                $"EPMRL_DOCKER_TESTS=1 asks for a container of {Image}, and no Docker engine answers. Start Docker, name a running server "
                    + $"in "
                + "EPMRL_QDRANT_URL instead, or unset EPMRL_DOCKER_TESTS to test on the emulator.",
                unavailable);
        }
    }
}
