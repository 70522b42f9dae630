using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace EpmRl.Retrieval.TestKit.Qdrant.Grpc;

/// <summary>Adds unary methods that are answered by the REST request that means the same.</summary>
internal sealed class GrpcRoutes(ServiceMethodProviderContext<GrpcFront> context, GrpcCalls calls)
{
    /// <summary>Adds a method.</summary>
    /// <param name="service">The service's full name.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="put">Puts the message as a REST request.</param>
    /// <param name="read">Makes the answer of the body of the REST answer.</param>
    public void Map<TRequest, TResponse>(string service, string method, Func<TRequest, RestRequest> put, Func<JsonNode, TResponse> read)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() => context.AddUnaryMethod(
            new Method<TRequest, TResponse>(MethodType.Unary, service, method, MarshallerOf<TRequest>(), MarshallerOf<TResponse>()),
            [],
            async (_, request, call) => read(await calls.AnswerAsync(request, () => put(request), call).ConfigureAwait(false)));

    private static Marshaller<T> MarshallerOf<T>()
        where T : class, IMessage<T>, new()
    {
        var parser = new MessageParser<T>(() => new T());
        return Marshallers.Create(message => message.ToByteArray(), parser.ParseFrom);
    }
}
