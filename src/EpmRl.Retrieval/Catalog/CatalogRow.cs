namespace EpmRl.Retrieval.Catalog;

/// <summary>The result of one row: a listing, or an error.</summary>
public readonly record struct CatalogRow
{
    /// <summary>A good row.</summary>
    /// <param name="line">The line where the row begins, from 1.</param>
    /// <param name="profile">The listing.</param>
    /// <param name="length">Length of all its fields, those without listing text included.</param>
    public CatalogRow(long line, ProductProfile profile, long length) => (Line, Profile, Length) = (line, profile, length);

    /// <summary>A bad row.</summary>
    public CatalogRow(RowError error) => (Line, Error) = (error.Line, error);

    /// <summary>The line where the row begins, from 1.</summary>
    public long Line { get; }

    /// <summary>The listing; null for a bad row.</summary>
    public ProductProfile? Profile { get; }

    /// <summary>Approximate memory of a good row, in characters: its bytes in JSON Lines, the characters of its fields in CSV.</summary>
    public long Length { get; }

    /// <summary>The fault; null for a good row.</summary>
    public RowError? Error { get; }
}
