namespace EpmRl.Retrieval.Matching;

/// <summary>A language model or its server failed: no answer, a refusal, an answer of another kind.</summary>
public sealed class GeneratorException : RetrievalException
{
    /// <summary>Names the model or server, what happened and what to do.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isTransient">Whether the same request may succeed later.</param>
    /// <param name="innerException">The cause; a <see cref="TimeoutException"/> if our own time limit ended the request.</param>
    public GeneratorException(string message, bool isTransient, Exception? innerException = null)
        : base(message, innerException) => IsTransient = isTransient;

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient { get; }
}
