namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>A call to Qdrant failed.</summary>
internal sealed class QdrantCallException(
    QdrantFailure failure, string message, bool isTransient, TimeSpan? retryAfter = null, Exception? innerException = null)
    : IndexUnavailableException(message, isTransient, innerException)
{
    /// <summary>How it failed.</summary>
    public QdrantFailure Failure { get; } = failure;

    /// <summary>The wait that the server asks for; null when it names none.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
