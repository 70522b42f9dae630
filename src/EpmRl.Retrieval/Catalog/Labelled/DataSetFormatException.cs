namespace EpmRl.Retrieval.Catalog;

/// <summary>A labelled data set cannot be read at all: no file, no known format, no good row.</summary>
internal sealed class DataSetFormatException : RetrievalException
{
    /// <summary>Names the folder or file, what was found, what was expected and what to do.</summary>
    public DataSetFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
