namespace EpmRl.Retrieval.Encoding;

/// <summary>A model's file is missing, damaged or unsupported.</summary>
public sealed class ModelFormatException : RetrievalException
{
    /// <summary>Names the file, what was expected, what was found and what to do.</summary>
    public ModelFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
