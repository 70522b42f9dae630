namespace EpmRl.Retrieval.Taxonomy.Store;

/// <summary>A file of a taxonomy's store is damaged or missing; the message names it, with its line where it has lines.</summary>
public sealed class TaxonomyStoreException : Exception
{
    /// <summary>Makes the exception.</summary>
    public TaxonomyStoreException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
