namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>A call to Qdrant failed.</summary>
internal sealed class QdrantCallException(
    QdrantFailure failure, string message, bool isTransient, TimeSpan? retryAfter = null, Exception? innerException = null)
    : IndexUnavailableException(message, isTransient, innerException)
{
    /// <summary>How it failed.</summary>
    public QdrantFailure Failure { get; } = failure;

    /// <summary>How long the server asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
