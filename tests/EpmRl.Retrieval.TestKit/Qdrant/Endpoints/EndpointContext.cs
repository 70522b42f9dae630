using EpmRl.Retrieval.TestKit.Qdrant.Http;
using EpmRl.Retrieval.TestKit.Qdrant.Limits;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Endpoints;

/// <summary>The shared context of the endpoints.</summary>
/// <param name="Store">The state.</param>
/// <param name="Options">The emulator's settings.</param>
/// <param name="Server">Gives slow handlers the state.</param>
/// <param name="Address">The emulator's own address.</param>
internal sealed record EndpointContext(Store Store, QdrantEmulatorOptions Options, EmulatorServer Server, Func<Uri> Address)
{
    public StrictMode StrictMode(Collection collection) => new(collection, Options.DiskUsage);
}
