namespace EpmRl.Retrieval.Catalog;

/// <summary>How listings are read.</summary>
public sealed record ProductReaderOptions
{
    /// <summary>How the file is written.</summary>
    public CatalogFormat Format { get; init; } = CatalogFormat.Auto;

    /// <summary>Which column, or JSON key, holds which field of a listing.</summary>
    public ColumnMap Map { get; init; } = ColumnMap.Default;

    /// <summary>What separates the columns of a CSV file; null to tell it from the header: comma, semicolon, tab or bar.</summary>
    public char? Delimiter { get; init; }

    /// <summary>How characters are encoded where no byte-order mark says so; null for UTF-8.</summary>
    public System.Text.Encoding? Encoding { get; init; }

    /// <summary>Longest row, 1 KiB to 1 GiB; a longer one is reported and skipped in bounded memory.</summary>
    public int MaxRowBytes { get; init; } = 1 << 20;
}
