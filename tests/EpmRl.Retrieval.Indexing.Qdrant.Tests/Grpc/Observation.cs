using Grpc.Core;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Grpc;

/// <summary>A request whose answer is known only from the server's source and is to be confirmed on a real server.</summary>
/// <param name="Id">Its id, which docs and tests use.</param>
/// <param name="Asked">The question, in words.</param>
/// <param name="Ask">Sends the request. The result is shown as text; a refusal is an <see cref="RpcException"/>.</param>
internal sealed record Observation(string Id, string Asked, Func<ObservedServer, Task<object>> Ask)
{
    /// <summary>Whether it makes sense only on a server with a key.</summary>
    public bool NeedsKey { get; init; }

    /// <summary>Whether it makes sense only on a server with a read-only key.</summary>
    public bool NeedsReadOnlyKey { get; init; }

    /// <summary>Why the emulator intentionally answers differently; null if it should answer like the server.</summary>
    public string? EmulatorDiffers { get; init; }

    /// <summary>Why it cannot be sent to a server as is; null if it can.</summary>
    public string? WhyNotAskedOf(ObservedServer server) =>
        NeedsKey && !server.HasKey ? "needs a server with a key: QDRANT_API_KEY"
        : NeedsReadOnlyKey && !server.HasReadOnlyKey ? "needs a server with a read-only key: QDRANT_READ_ONLY_API_KEY"
        : null;

    /// <summary>The answer as a text: <c>OK: …</c>, or code and words of the refusal.</summary>
    public async Task<string> AnswerAsync(ObservedServer server)
    {
        try
        {
            return server.Plain($"OK: {await Ask(server)}");
        }
        catch (RpcException refused)
        {
            string? retryAfter = refused.Trailers.GetValue("retry-after");
            return server.Plain($"{refused.StatusCode}: {refused.Status.Detail}{(retryAfter is null ? "" : " [retry-after]")}");
        }
    }
}
