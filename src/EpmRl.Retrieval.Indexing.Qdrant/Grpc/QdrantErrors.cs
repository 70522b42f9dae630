using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Grpc.Core;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>
/// The only place that turns transport errors into failure kinds and messages, for gRPC and for the two calls that stay REST.
/// </summary>
internal static class QdrantErrors
{
    // HTTP/2 codes with which a port that speaks HTTP/1.1 ends the attempt.
    private const long ProtocolError = 0x1;
    private const long Http11Required = 0xd;

    /// <summary>The exception for a failed gRPC call.</summary>
    public static QdrantCallException OfRpc(string server, QdrantCall call, RpcException failed)
    {
        string detail = failed.Status.Detail;
        switch (failed.StatusCode)
        {
            // Our own timer gives no text; a server whose timer ends first cancels.
            case StatusCode.DeadlineExceeded when detail.Length == 0:
            case StatusCode.Cancelled when detail == "Timeout expired":
                return OfDeadline(server, call, failed);
            case StatusCode.ResourceExhausted when detail.StartsWith("Received message exceeds", StringComparison.Ordinal):
                return new(
                    QdrantFailure.Refused,
                    $"Qdrant at {server} answered {call.Name} with more than this program accepts at once: {detail} Ask for less.",
                    isTransient: false,
                    innerException: failed);
        }

        if (failed.Status.DebugException is { } broken)
        {
            return OfTransport(server, call, broken);
        }

        if (detail.StartsWith("Bad gRPC response.", StringComparison.Ordinal))
        {
            return new(
                QdrantFailure.Unavailable,
                $"What answers {call.Name} at {server} does not speak gRPC: {detail} Is this Qdrant's gRPC port (6334)?",
                isTransient: true,
                innerException: failed);
        }

        TimeSpan? retryAfter =
            double.TryParse(failed.Trailers.GetValue("retry-after"), NumberStyles.None, CultureInfo.InvariantCulture, out double seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
        return Of($"Qdrant at {server} answered {failed.StatusCode} to {call.Name}: ", failed.StatusCode, Shown(detail), retryAfter);
    }

    /// <summary>The exception for an HTTP answer with an error status.</summary>
    public static QdrantCallException OfStatus(string server, QdrantCall call, HttpStatusCode status, byte[] body, TimeSpan? retryAfter) =>
        Of(
        $"Qdrant at {server} answered {(int)status} to {call.Name}: ",
        status switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => StatusCode.InvalidArgument,
            HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
            HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
            HttpStatusCode.NotFound => StatusCode.NotFound,
            HttpStatusCode.RequestTimeout => StatusCode.DeadlineExceeded,
            HttpStatusCode.Conflict => StatusCode.AlreadyExists,
            HttpStatusCode.TooManyRequests => StatusCode.ResourceExhausted,
            >= HttpStatusCode.InternalServerError => StatusCode.Internal,
            _ => StatusCode.FailedPrecondition,
        },
        TextOf(body),
        retryAfter);

    /// <summary>The exception for a call without an answer, or with an incomplete one.</summary>
    public static QdrantCallException OfTransport(string server, QdrantCall call, Exception broken)
    {
        for (Exception? cause = broken; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
            {
                return new(
                    QdrantFailure.Unavailable,
                    $"Qdrant at {server} showed a certificate that is not trusted, or none: {cause.Message} "
                        + "Check the address, or name the authority that signed it.",
                    isTransient: false,
                    innerException: broken);
            }

            if (cause is SocketException
                {
                    SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound
                        or SocketError.TryAgain or SocketError.NoData,
                } refused)
            {
                return new(
                    QdrantFailure.Unavailable,
                    $"Qdrant at {server} cannot be reached: {refused.Message}. Start the server.",
                    isTransient: true,
                    innerException: broken);
            }

            if (cause is HttpProtocolException { ErrorCode: ProtocolError or Http11Required }
                or HttpRequestException { HttpRequestError: HttpRequestError.VersionNegotiationError })
            {
                return new(
                    QdrantFailure.Unavailable,
                    $"What answers at {server} does not speak gRPC: {cause.Message} "
                        + "Name Qdrant's gRPC port; it is 6334 by default, 6333 is REST.",
                    isTransient: false,
                    innerException: broken);
            }
        }

        return new(
            QdrantFailure.Unavailable,
            $"Qdrant at {server} broke the connection ({call.Name}): {broken.Message}",
            isTransient: true,
            innerException: broken);
    }

    /// <summary>The exception for a call that our own time limit ended.</summary>
    public static QdrantCallException OfDeadline(string server, QdrantCall call, Exception? cause = null) => new(
        QdrantFailure.Timeout,
        $"Qdrant at {server} gave no answer within {call.Deadline.TotalSeconds:0.#} s ({call.Name}). "
            + "Start the server, or give it more time.",
        isTransient: true,
        innerException: new TimeoutException(null, cause));

    // The texts are the same over gRPC and REST.
    private static QdrantCallException Of(string who, StatusCode code, string text, TimeSpan? retryAfter)
    {
        string message = who + text;
        return code switch
        {
            StatusCode.InvalidArgument when text.Contains("larger than allowed", StringComparison.Ordinal) =>
                new(QdrantFailure.TooLarge, $"{message} Raise the server's max_request_size_mb.", isTransient: false),
            StatusCode.InvalidArgument when text.Contains("for \"upsert limit\"", StringComparison.Ordinal)
                || text.Contains("for \"search batch size\"", StringComparison.Ordinal) =>
                new(QdrantFailure.TooLarge, $"{message} It is a limit of the collection's strict mode.", isTransient: false),
            StatusCode.Unauthenticated =>
                new(
                    QdrantFailure.Unauthorized,
                    $"{message} Set QDRANT_API_KEY, or QDRANT_READ_ONLY_API_KEY to read, to a key of this server.",
                    isTransient: false),
            StatusCode.PermissionDenied =>
                new(
                    QdrantFailure.Forbidden,
                    $"{message} The key may only read: set QDRANT_API_KEY to the one that may write.",
                    isTransient: false),
            StatusCode.NotFound => new(QdrantFailure.NotFound, message, isTransient: false),
            StatusCode.AlreadyExists => new(QdrantFailure.Conflict, message, isTransient: false),
            StatusCode.DeadlineExceeded =>
                new(QdrantFailure.Timeout, message, isTransient: true, innerException: new TimeoutException(text)),

            // Without a retry time the request costs more than the entire budget and can never pass. A proxy's own text may be anything.
            StatusCode.ResourceExhausted when retryAfter is null && text.StartsWith("Rate limiting exceeded", StringComparison.Ordinal) =>
                new(QdrantFailure.TooLarge, $"{message} Raise the rate limit of the collection's strict mode.", isTransient: false),
            StatusCode.ResourceExhausted => new(QdrantFailure.RateLimited, message, isTransient: true, retryAfter),

            // A read that reaches its time limit is answered with an internal error.
            StatusCode.Internal or StatusCode.Unknown when text.Contains("Timeout error", StringComparison.Ordinal) =>
                new(QdrantFailure.Timeout, message, isTransient: true, innerException: new TimeoutException(text)),
            StatusCode.Internal or StatusCode.Unknown or StatusCode.Unavailable or StatusCode.Aborted or StatusCode.Cancelled =>
                new(QdrantFailure.Unavailable, message, isTransient: true, retryAfter),
            StatusCode.Unimplemented =>
                new(QdrantFailure.Refused, $"{message} Is this the gRPC port of a Qdrant that docs/qdrant.md names?", isTransient: false),
            _ => new(QdrantFailure.Refused, message, isTransient: false),
        };
    }

    // REST errors are JSON without a code, plain text, or empty; a proxy may answer with any other JSON, which is shown unchanged.
    private static string TextOf(byte[] body)
    {
        string? text = null;
        try
        {
            using var json = JsonDocument.Parse(body);
            text = json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("status", out JsonElement status) && status.ValueKind == JsonValueKind.Object
                && status.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.String
                    ? error.GetString()
                    : null;
        }
        catch (JsonException)
        {
            // Not JSON.
        }

        return Shown(text ?? System.Text.Encoding.UTF8.GetString(body));
    }

    private static string Shown(string text)
    {
        const int Longest = 500;
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        text = text.Length > Longest ? text[..Longest] + "…" : text;
        return text.Length == 0 ? "no text." : text[^1] is '.' or '!' ? text : text + ".";
    }
}
