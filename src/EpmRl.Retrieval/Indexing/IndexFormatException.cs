namespace EpmRl.Retrieval.Indexing;

/// <summary>An index's file is missing, damaged, or of another format.</summary>
public sealed class IndexFormatException : RetrievalException
{
    /// <summary>Names the file, what was expected, what was found and what to do.</summary>
    public IndexFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
