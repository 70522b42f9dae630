namespace EpmRl.Retrieval.Catalog;

/// <summary>How listings are read.</summary>
public sealed record ProductReaderOptions
{
    /// <summary>The format of the file.</summary>
    public CatalogFormat Format { get; init; } = CatalogFormat.Auto;

    /// <summary>The mapping of columns, or JSON keys, to fields of a listing.</summary>
    public ColumnMap Map { get; init; } = ColumnMap.Default;

    /// <summary>
    /// The preferred locale where columns exist in several (<c>name-de_DE</c>, <c>name-fr_FR</c>), such as <c>de_DE</c> or <c>de</c>; null
    /// for the first in the header.
    /// </summary>
    public string? Locale { get; init; }

    /// <summary>Name of the sheet of a workbook; null for the first.</summary>
    public string? Sheet { get; init; }

    /// <summary>
    /// Receives notes about the reader's choices and findings: a guessed encoding, a recognised export, a duplicate id. Called while rows
    /// are read; null for nobody.
    /// </summary>
    public Action<string>? Note { get; init; }

    /// <summary>The delimiter of a CSV file; null to detect it from the first rows: comma, semicolon, tab or bar.</summary>
    public char? Delimiter { get; init; }

    /// <summary>
    /// The encoding of a file without a byte-order mark; null to detect it from the bytes: UTF-8, UTF-16, or Windows-1252 for a CSV file
    /// that is neither.
    /// </summary>
    public System.Text.Encoding? Encoding { get; init; }

    /// <summary>Whether listings keep their complete row, as <see cref="ProductProfile.Source"/>.</summary>
    public bool KeepSource { get; init; }

    /// <summary>Longest row, 1 KiB to 1 GiB; a longer one is reported and skipped in bounded memory.</summary>
    public int MaxRowBytes { get; init; } = 1 << 20;
}
