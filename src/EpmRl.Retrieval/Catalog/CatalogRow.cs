namespace EpmRl.Retrieval.Catalog;

/// <summary>What one row of a file came to: a listing, or an error.</summary>
public readonly record struct CatalogRow
{
    /// <summary>A good row.</summary>
    /// <param name="line">The line the row begins on, from 1.</param>
    /// <param name="profile">The listing.</param>
    /// <param name="length">Length of all its fields together, those included that hold no text of the listing.</param>
    public CatalogRow(long line, ProductProfile profile, long length) => (Line, Profile, Length) = (line, profile, length);

    /// <summary>A bad row.</summary>
    public CatalogRow(RowError error) => (Line, Error) = (error.Line, error);

    /// <summary>The line the row begins on, from 1.</summary>
    public long Line { get; }

    /// <summary>The listing; null for a bad row.</summary>
    public ProductProfile? Profile { get; }

    /// <summary>About how much memory a good row takes, in characters: its bytes in JSON Lines, the characters of its fields in CSV.</summary>
    public long Length { get; }

    /// <summary>The fault; null for a good row.</summary>
    public RowError? Error { get; }
}
