using System.Globalization;
using Google.Protobuf;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.TestKit.Qdrant;

/// <summary>
/// What a fault proxy does with one request. Faults are created by the static members; <see cref="After"/> adds a delay to any of them.
/// </summary>
public sealed record Fault
{
    private Fault(FaultKind kind) => Kind = kind;

    /// <summary>The request is passed on, and the answer back.</summary>
    public static Fault None { get; } = new(FaultKind.None);

    /// <summary>The connection is cut; the server never sees the request.</summary>
    public static Fault CutBefore { get; } = new(FaultKind.CutBefore);

    /// <summary>The server does its work; the connection is cut before the answer.</summary>
    public static Fault CutAfter { get; } = new(FaultKind.CutAfter);

    /// <summary>The server does its work; the connection is cut in the middle of the answer's body.</summary>
    public static Fault HalfAnswer { get; } = new(FaultKind.HalfAnswer);

    /// <summary>Nothing ever comes back, and the connection stays open until the caller leaves.</summary>
    public static Fault Stall { get; } = new(FaultKind.Stall);

    /// <summary>The kind.</summary>
    internal FaultKind Kind { get; private init; }

    /// <summary>The wait before anything else.</summary>
    internal TimeSpan Wait { get; private init; }

    /// <summary>Status of an answer that the proxy gives itself.</summary>
    internal int Status { get; private init; }

    /// <summary>Its body.</summary>
    internal string Body { get; private init; } = "";

    /// <summary>Its content type.</summary>
    internal string ContentType { get; private init; } = "application/json";

    /// <summary>The error's text, if it is one of Qdrant's own: over gRPC it is sent with a code and without a body.</summary>
    internal string? ErrorText { get; private init; }

    /// <summary>The message that answers over gRPC; null where the answer is HTTP alone.</summary>
    internal IMessage? Message { get; private init; }

    /// <summary>Its Retry-After header.</summary>
    internal string? RetryAfter { get; private init; }

    /// <summary>A delay before the request is passed on.</summary>
    public static Fault Delay(TimeSpan wait) => None.After(wait);

    /// <summary>An answer of the proxy's own; the server never sees the request.</summary>
    public static Fault Answer(int status, string body, string contentType = "application/json") =>
        new(FaultKind.Answer) { Status = status, Body = body, ContentType = contentType };

    /// <summary>An answer of the proxy's own to a gRPC call; the server never sees the request.</summary>
    public static Fault Reply(IMessage message) => new(FaultKind.Answer) { Message = message };

    /// <summary>An error as Qdrant words it.</summary>
    public static Fault Error(int status, string text) =>
        Answer(status, $$"""{"status":{"error":{{System.Text.Json.JsonSerializer.Serialize(text)}}},"time":0.0}""") with
        {
            ErrorText = text,
        };

    /// <summary>429, with whole seconds in Retry-After, or without the header: then no retry can ever pass.</summary>
    public static Fault TooManyRequests(int? retryAfterSeconds) =>
        Error(429, "Rate limiting exceeded: Read rate limit exceeded, retry later") with
    {
        RetryAfter = retryAfterSeconds?.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>500, as a read past its timeout gets it.</summary>
    public static Fault ReadTimeout() =>
        Error(500, "Service internal error: 1 of 1 read operations failed:\n  Timeout error: Operation 'retrieve' timed out after 0ns");

    /// <summary>What <c>GET /</c> and <c>HealthCheck</c> give on a server of another version.</summary>
    public static Fault Version(string version) =>
        Answer(200, $$"""{"title":"qdrant - vector search engine","version":"{{version}}","commit":""}""") with
    {
        Message = new HealthCheckReply { Title = "qdrant - vector search engine", Version = version },
    };

    /// <summary>The same fault after a wait.</summary>
    public Fault After(TimeSpan wait) => this with { Wait = wait };
}
