namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A file of a taxonomy's store is damaged or missing; the message names it, with its line where it has lines.</summary>
public sealed class TaxonomyStoreException : RetrievalException
{
    /// <summary>Makes the exception.</summary>
    public TaxonomyStoreException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
