namespace EpmRl.Retrieval.Encoding;

/// <summary>The model failed: NaN, a wrong shape, a failed run.</summary>
public sealed class EncoderException : RetrievalException
{
    /// <summary>Names what happened and what to do.</summary>
    public EncoderException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
