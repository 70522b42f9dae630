namespace EpmRl.Retrieval.Indexing;

/// <summary>The server that holds an index does not answer, or refuses.</summary>
public class IndexUnavailableException : RetrievalException
{
    /// <summary>Names the server, the request, the answer and the remedy.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isTransient">Whether the same call may succeed later.</param>
    /// <param name="innerException">The cause; a <see cref="TimeoutException"/> if our own time limit ended the call.</param>
    public IndexUnavailableException(string message, bool isTransient, Exception? innerException = null)
        : base(message, innerException) => IsTransient = isTransient;

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsTransient { get; }
}
