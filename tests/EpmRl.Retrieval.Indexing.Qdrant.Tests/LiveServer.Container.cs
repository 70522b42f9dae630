#if USE_TESTCONTAINERS
using Testcontainers.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <content>One container for the whole run, of the image that docker-compose.yml pins. Built with -p:UseTestcontainers=true alone.</content>
internal static partial class LiveServer
{
    private const string Image = "qdrant/qdrant:v1.18.3";

    private static readonly Lazy<Task<QdrantContainer>> Container = new(async () =>
    {
        QdrantContainer container = new QdrantBuilder(Image).Build();
        await container.StartAsync();
        return container;
    });

    private static async Task<LiveAddress?> ContainerAsync()
    {
        QdrantContainer container = await Container.Value;
        return new LiveAddress(new Uri(container.GetHttpConnectionString()), new Uri(container.GetGrpcConnectionString()).Port, null, null);
    }
}
#endif
