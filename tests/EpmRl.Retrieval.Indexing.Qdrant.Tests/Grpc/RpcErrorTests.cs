using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Core;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Grpc;

/// <summary>Codes created by the gRPC client itself, and codes of the server that REST reports in another form.</summary>
public sealed class RpcErrorTests
{
    private static readonly QdrantCall Call = new("Points/Count of 'c'", TimeSpan.FromSeconds(5));

    [Theory]
    [InlineData(StatusCode.DeadlineExceeded, "", "Timeout", true)] // our own timer
    [InlineData(StatusCode.Cancelled, "Timeout expired", "Timeout", true)] // G33: the server saw our deadline first
    [InlineData(StatusCode.DeadlineExceeded, "Timeout: too slow", "Timeout", true)]
    [InlineData(StatusCode.Internal, "Service internal error: 1 of 1 read operations failed:\n  Timeout error: Operation 'retrieve' timed out after 1s", "Timeout", true)] // G30
    [InlineData(StatusCode.Internal, "Service internal error: disk", "Unavailable", true)]
    [InlineData(StatusCode.Unavailable, "Shard temporarily unavailable: recovering", "Unavailable", true)]
    [InlineData(StatusCode.Cancelled, "Bad gRPC response. Invalid content-type value: text/html", "Unavailable", true)]
    [InlineData(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size.", "Refused", false)] // G37
    // G29: without retry-after
    [InlineData(StatusCode.ResourceExhausted, "Rate limiting exceeded: Read rate limit exceeded, retry later", "TooLarge", false)]
    // G28
    [InlineData(StatusCode.InvalidArgument, "Bad request: Limit exceeded 61 > 60 for \"upsert limit\". Help: Reduce it", "TooLarge", false)]
    [InlineData(StatusCode.InvalidArgument, "Bad request: Limit exceeded 5 > 4 for \"search batch size\". Help: Reduce it", "TooLarge", false)]
    // G26
    [InlineData(StatusCode.InvalidArgument, "Validation error in body: [limit: value 0 invalid, must be 1 or larger]", "Refused", false)]
    [InlineData(StatusCode.NotFound, "Not found: Collection `c` doesn't exist!", "NotFound", false)] // G10
    [InlineData(StatusCode.AlreadyExists, "Wrong input: Collection `c` already exists!", "Conflict", false)] // G7
    [InlineData(StatusCode.Unauthenticated, "Invalid API key or JWT", "Unauthorized", false)] // G2
    [InlineData(StatusCode.PermissionDenied, "Forbidden: Global manage access is required", "Forbidden", false)] // G4
    [InlineData(StatusCode.FailedPrecondition, "Storage locked: recovery", "Refused", false)]
    [InlineData(StatusCode.Unimplemented, "", "Refused", false)] // G3
    public void A_code_has_its_kind_and_keeps_the_servers_words(StatusCode code, string detail, string kind, bool isTransient)
    {
        QdrantCallException mapped = QdrantErrors.OfRpc("host:6334", Call, new RpcException(new Status(code, detail)));

        Assert.Equal((Enum.Parse<QdrantFailure>(kind), isTransient), (mapped.Failure, mapped.IsTransient));
        Assert.Contains("host:6334", mapped.Message);
        Assert.Contains(Call.Name, mapped.Message);
        Assert.True(
            detail == "Timeout expired" || mapped.Message.Contains(detail.Split('\n')[0], StringComparison.Ordinal), mapped.Message);
        Assert.Equal(kind == "Timeout", mapped.InnerException is TimeoutException);
    }

    [Fact] // G29
    public void A_rate_limit_says_when_to_come_back_in_its_trailers()
    {
        var limited = new RpcException(
            new Status(StatusCode.ResourceExhausted, "Rate limiting exceeded: later"), new Metadata { { "retry-after", "3" } });

        QdrantCallException mapped = QdrantErrors.OfRpc("host:6334", Call, limited);

        Assert.Equal((QdrantFailure.RateLimited, TimeSpan.FromSeconds(3)), (mapped.Failure, mapped.RetryAfter));
    }

    public static TheoryData<Exception, bool, string> Broken => new()
    {
        { new HttpRequestException("x", new SocketException((int)SocketError.ConnectionRefused)), true, "Start the server" },
        { new HttpRequestException("x", new AuthenticationException("The remote certificate is invalid.")), false, "not trusted" },
        { Protocol(0xd, "HTTP_1_1_REQUIRED"), false, "gRPC port" },
        { Protocol(0x1, "PROTOCOL_ERROR"), false, "gRPC port" },
        { Protocol(0xb, "ENHANCE_YOUR_CALM"), true, "ENHANCE_YOUR_CALM" }, // G35
        { new IOException("The response ended prematurely."), true, "broke the connection" },
    };

    private static HttpRequestException Protocol(long code, string name) =>
        new(
            HttpRequestError.HttpProtocolError, $"The HTTP/2 server closed the connection: {name}",
            new HttpProtocolException(code, name, null));

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_call_that_did_not_arrive_is_sorted_by_its_cause(Exception cause, bool isTransient, string words)
    {
        var failed = new RpcException(new Status(StatusCode.Internal, "Error starting gRPC call. " + cause.Message, cause));

        QdrantCallException mapped = QdrantErrors.OfRpc("host:6334", Call, failed);

        Assert.Equal((QdrantFailure.Unavailable, isTransient), (mapped.Failure, mapped.IsTransient));
        Assert.Contains(words, mapped.Message);
    }
}
