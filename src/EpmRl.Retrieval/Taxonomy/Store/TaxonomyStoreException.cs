namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A file of a taxonomy's store is damaged or missing; the message names it, with a line for text files.</summary>
internal sealed class TaxonomyStoreException : RetrievalException
{
    /// <summary>Creates the exception.</summary>
    public TaxonomyStoreException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
