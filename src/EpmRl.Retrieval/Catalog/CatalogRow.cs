namespace EpmRl.Retrieval.Catalog;

/// <summary>What one row of a file came to: a listing, or an error.</summary>
public readonly record struct CatalogRow
{
    /// <summary>A good row.</summary>
    public CatalogRow(long line, ProductProfile profile) => (Line, Profile) = (line, profile);

    /// <summary>A bad row.</summary>
    public CatalogRow(RowError error) => (Line, Error) = (error.Line, error);

    /// <summary>The line the row begins on, from 1.</summary>
    public long Line { get; }

    /// <summary>The listing; null for a bad row.</summary>
    public ProductProfile? Profile { get; }

    /// <summary>The fault; null for a good row.</summary>
    public RowError? Error { get; }
}
