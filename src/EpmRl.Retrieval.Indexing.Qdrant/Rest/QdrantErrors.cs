using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;

namespace EpmRl.Retrieval.Indexing.Qdrant.Rest;

/// <summary>The one place that turns what went wrong on the wire into kinds and words.</summary>
internal static class QdrantErrors
{
    // A server that finds a body too long answers at once and closes: the sender sees a broken pipe. Small bodies break for other reasons.
    private const int LargeBody = 1 << 20;

    /// <summary>Of an answer with an error status.</summary>
    public static QdrantCallException OfStatus(string server, QdrantCall call, HttpStatusCode status, byte[] body, TimeSpan? retryAfter)
    {
        string text = TextOf(body);
        string said = $"Qdrant at {server} answered {(int)status} to {Describe(call)}: {text}";
        return status switch
        {
            HttpStatusCode.BadRequest when text.Contains("larger than allowed", StringComparison.Ordinal) =>
                new(QdrantFailure.TooLarge, $"{said} Raise the server's max_request_size_mb.", isTransient: false),
            HttpStatusCode.BadRequest when text.Contains("for \"upsert limit\"", StringComparison.Ordinal) || text.Contains("for \"search batch size\"", StringComparison.Ordinal) =>
                new(QdrantFailure.TooLarge, $"{said} It is a limit of the collection's strict mode.", isTransient: false),
            HttpStatusCode.Unauthorized =>
                new(QdrantFailure.Unauthorized, $"{said} Set QDRANT_API_KEY, or QDRANT_READ_ONLY_API_KEY to read, to a key of this server.", isTransient: false),
            HttpStatusCode.Forbidden =>
                new(QdrantFailure.Forbidden, $"{said} The key may only read: set QDRANT_API_KEY to the one that may write.", isTransient: false),
            HttpStatusCode.NotFound => new(QdrantFailure.NotFound, said, isTransient: false),
            HttpStatusCode.Conflict => new(QdrantFailure.Conflict, said, isTransient: false),
            HttpStatusCode.RequestTimeout => new(QdrantFailure.Timeout, said, isTransient: true, innerException: new TimeoutException(text)),

            // Without a time to come back the request costs more than the whole budget and can never pass.
            HttpStatusCode.TooManyRequests when retryAfter is null =>
                new(QdrantFailure.TooLarge, $"{said} Raise the rate limit of the collection's strict mode.", isTransient: false),
            HttpStatusCode.TooManyRequests => new(QdrantFailure.RateLimited, said, isTransient: true, retryAfter),

            // A read that runs into its time limit comes back as an internal error.
            >= HttpStatusCode.InternalServerError when text.Contains("Timeout error", StringComparison.Ordinal) =>
                new(QdrantFailure.Timeout, said, isTransient: true, innerException: new TimeoutException(text)),
            >= HttpStatusCode.InternalServerError => new(QdrantFailure.Unavailable, said, isTransient: true, retryAfter),
            _ => new(QdrantFailure.Refused, said, isTransient: false),
        };
    }

    /// <summary>Of a call that got no answer, or half of one.</summary>
    public static QdrantCallException OfTransport(string server, QdrantCall call, Exception broken)
    {
        if (broken is JsonException)
        {
            return new(QdrantFailure.Unavailable, $"Qdrant at {server} answered {Describe(call)} with something else than its JSON: {broken.Message} Is this its REST port (6333)?", isTransient: true, innerException: broken);
        }

        for (Exception? cause = broken; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
            {
                return new(QdrantFailure.Unavailable, $"Qdrant at {server} showed a certificate that is not trusted: {cause.Message} Check the address, or name the authority that signed it.", isTransient: false, innerException: broken);
            }

            if (cause is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } refused)
            {
                return new(QdrantFailure.Unavailable, $"Qdrant at {server} cannot be reached: {refused.Message}. Start it with: docker compose up -d qdrant, or leave --qdrant out.", isTransient: true, innerException: broken);
            }
        }

        return call.Body?.Length >= LargeBody
            ? new(QdrantFailure.TooLarge, $"Qdrant at {server} broke the connection while it was sent {call.Body.Value.Length:N0} bytes ({Describe(call)}). Raise its max_request_size_mb.", isTransient: false, innerException: broken)
            : new(QdrantFailure.Unavailable, $"Qdrant at {server} broke the connection ({Describe(call)}): {broken.Message}", isTransient: true, innerException: broken);
    }

    /// <summary>Of a call that our own time limit ended.</summary>
    public static QdrantCallException OfDeadline(string server, QdrantCall call) => new(
        QdrantFailure.Timeout,
        $"Qdrant at {server} gave no answer within {call.Deadline.TotalSeconds:0.#} s ({Describe(call)}). Run: docker compose up -d qdrant, give it more time, or leave --qdrant out.",
        isTransient: true,
        innerException: new TimeoutException());

    private static string Describe(QdrantCall call) => $"{call.Method} /{call.Path}";

    // Errors are JSON without a code, plain text, or empty; what stands between may answer with JSON of any other form, shown as it is.
    private static string TextOf(byte[] body)
    {
        const int Longest = 500;
        string? text = null;
        try
        {
            text = JsonSerializer.Deserialize(body, QdrantJson.Default.QdrantError)?.Status?.Error;
        }
        catch (JsonException)
        {
            // Not JSON, or not an object.
        }

        text ??= System.Text.Encoding.UTF8.GetString(body);
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        text = text.Length > Longest ? text[..Longest] + "…" : text;
        return text.Length == 0 ? "no text." : text[^1] is '.' or '!' ? text : text + ".";
    }
}
