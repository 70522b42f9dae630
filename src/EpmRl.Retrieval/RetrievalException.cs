namespace EpmRl.Retrieval;

/// <summary>
/// A failure whose message is all that a user needs: what was found, where, what was expected and what to do. Every exception that the
/// engine and its adapters define derives from it, but <see cref="Storage.InUseException"/>, which is an <see cref="IOException"/>.
/// </summary>
public abstract class RetrievalException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong and what to do about it.</param>
    /// <param name="innerException">The cause; null for none.</param>
    protected RetrievalException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
