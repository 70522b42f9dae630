using Grpc.AspNetCore.Server.Model;

namespace EpmRl.Retrieval.TestKit.Qdrant.Grpc;

/// <summary>
/// Qdrant's gRPC services over the endpoints of the emulator's REST side. The client package has the messages and no server stubs, so
/// the methods are added one by one.
/// </summary>
internal sealed class GrpcFront;

/// <summary>Adds the methods of <see cref="GrpcFront"/>.</summary>
internal sealed class GrpcFrontMethods(GrpcCalls calls) : IServiceMethodProvider<GrpcFront>
{
    /// <inheritdoc/>
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<GrpcFront> context)
    {
        var routes = new GrpcRoutes(context, calls);
        CollectionMethods.Map(routes);
        PointMethods.Map(routes);
    }
}
