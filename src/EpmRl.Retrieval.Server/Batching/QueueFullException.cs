namespace EpmRl.Retrieval.Server.Batching;

/// <summary>The queue of the encoder is full; a service answers it with 429.</summary>
/// <param name="queuedTokens">Tokens that wait, estimated.</param>
/// <param name="retryAfter">When a request is likely to be taken.</param>
internal sealed class QueueFullException(int queuedTokens, TimeSpan retryAfter)
    : RetrievalException($"The service is busy: about {queuedTokens} tokens wait for the encoder. Try again later.")
{
    /// <summary>Tokens that wait, estimated.</summary>
    public int QueuedTokens { get; } = queuedTokens;

    /// <summary>When a request is likely to be taken; at least one second.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
