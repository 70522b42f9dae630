using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Http;
using EpmRl.Retrieval.TestKit.Qdrant.State;
using Google.Protobuf;
using Grpc.Core;

namespace EpmRl.Retrieval.TestKit.Qdrant.Grpc;

/// <summary>
/// Answers gRPC calls by the emulator's REST endpoints, notes them in REST form, and turns errors into codes as the server does.
/// </summary>
internal sealed class GrpcCalls(EmulatorServer server, Authentication authentication, ExchangeLog log)
{
    /// <summary>Answers a call: key, then decoding, then validation and work, in the server's order.</summary>
    /// <returns>The body of the REST answer.</returns>
    /// <exception cref="RpcException">The call is refused.</exception>
    public async Task<JsonNode> AnswerAsync(IMessage message, Func<RestRequest> put, ServerCallContext call)
    {
        Dictionary<string, string> headers = call.RequestHeaders.Where(header => !header.IsBinary).GroupBy(header => header.Key)
            .ToDictionary(group => group.Key, group => group.Last().Value);
        headers.Remove("content-type");
        bool isHealth = call.Method == "/qdrant.Qdrant/HealthCheck";
        if (authentication.Judge(isHealth ? "/" : call.Method, headers).Refusal is { } refusal)
        {
            log.Add("GRPC", call.Method, headers, () => [], refusal);
            throw Error(refusal);
        }

        if (KnownFields.Problem(message) is { } problem)
        {
            EmulatorAnswer unknown = EmulatorAnswer.Error(501, problem); // the tests fail on it
            log.Add("GRPC", call.Method, headers, () => [], unknown);
            throw Error(unknown);
        }

        RestRequest request;
        byte[] body;
        try
        {
            request = put();
            body = request is { Body: { } make, Update: null } ? Bytes(make) : [];
        }
        catch (QdrantError error)
        {
            EmulatorAnswer refused = EmulatorAnswer.Error(error.Status, error.Message);
            log.Add("GRPC", call.Method, headers, () => [], refused);
            throw Error(refused);
        }

        if (request.Body is not null)
        {
            headers["content-type"] = EmulatorAnswer.Json;
        }

        (EmulatorAnswer answer, _) = await server
            .AnswerAsync(request.Method, request.Target, headers, () => Task.FromResult(body), request.Update, call.CancellationToken)
            .ConfigureAwait(false);
        log.Add(
            request.Method, request.Target, headers, () => request is { Body: { } noted, Update: not null } ? Bytes(noted) : body, answer);
        return answer.Status < 300 ? JsonNode.Parse(answer.Body)! : throw Error(answer);
    }

    /// <summary>The gRPC code of an HTTP status.</summary>
    public static StatusCode CodeOf(int status) => status switch
    {
        400 or 422 => StatusCode.InvalidArgument,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.NotFound,
        408 => StatusCode.DeadlineExceeded,
        409 => StatusCode.AlreadyExists,
        429 => StatusCode.ResourceExhausted,
        501 => StatusCode.Unimplemented,
        503 => StatusCode.Unavailable,
        _ => StatusCode.Internal,
    };

    private static byte[] Bytes(Func<JsonObject> body) => System.Text.Encoding.UTF8.GetBytes(body().ToJsonString());

    // Errors come as headers alone, with the text and without REST's envelope.
    private static RpcException Error(EmulatorAnswer answer)
    {
        string text = System.Text.Encoding.UTF8.GetString(answer.Body);
        if (answer.ContentType == EmulatorAnswer.Json)
        {
            text = JsonNode.Parse(text)!["status"]!["error"]!.GetValue<string>();
        }

        var trailers = new Metadata();
        if (answer.Headers.TryGetValue("Retry-After", out string? seconds))
        {
            trailers.Add("retry-after", seconds);
        }

        return new RpcException(new Status(CodeOf(answer.Status), answer.Status == 422 ? InGrpcWords(text) : text), trailers);
    }

    // Validation names the parts of messages, not of JSON.
    private static string InGrpcWords(string text) => text
        .Replace("in JSON body", "in body", StringComparison.Ordinal)
        .Replace("in path parameters", "in body", StringComparison.Ordinal)
        .Replace("in query parameters", "in body", StringComparison.Ordinal)
        .Replace("internal.", "", StringComparison.Ordinal)
        .Replace("searches[", "query_points[", StringComparison.Ordinal);
}
