namespace EpmRl.Retrieval;

/// <summary>
/// A request is malformed or names something that does not exist: a category, an attribute, a version, a cursor, a column mapping. Whoever
/// made the request can correct it; a service answers it with 400. A caller's programming error is an <see cref="ArgumentException"/>.
/// </summary>
public sealed class InvalidRequestException : RetrievalException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was found, what was expected, and the closest that exists.</param>
    /// <param name="innerException">The cause; null for none.</param>
    public InvalidRequestException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
