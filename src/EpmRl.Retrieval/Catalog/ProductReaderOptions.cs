namespace EpmRl.Retrieval.Catalog;

/// <summary>How listings are read.</summary>
public sealed record ProductReaderOptions
{
    /// <summary>How the file is written.</summary>
    public CatalogFormat Format { get; init; } = CatalogFormat.Auto;

    /// <summary>Which column, or JSON key, holds which field of a listing.</summary>
    public ColumnMap Map { get; init; } = ColumnMap.Default;

    /// <summary>The locale that is read where columns are kept in several (<c>name-de_DE</c>, <c>name-fr_FR</c>), such as <c>de_DE</c> or <c>de</c>; null for the first in the header.</summary>
    public string? Locale { get; init; }

    /// <summary>Name of the sheet of a workbook; null for the first.</summary>
    public string? Sheet { get; init; }

    /// <summary>
    /// Takes sentences about what the reader chose or noticed and a person should know: a guessed encoding, a recognised export, an id that is used again.
    /// Called while rows are read; null for nobody.
    /// </summary>
    public Action<string>? Note { get; init; }

    /// <summary>What separates the columns of a CSV file; null to tell it from the first rows: comma, semicolon, tab or bar.</summary>
    public char? Delimiter { get; init; }

    /// <summary>How characters are encoded where no byte-order mark says so; null to tell it from the bytes: UTF-8, UTF-16, or Windows-1252 where a CSV file is none of them.</summary>
    public System.Text.Encoding? Encoding { get; init; }

    /// <summary>Whether listings keep their whole row, as <see cref="ProductProfile.Source"/>.</summary>
    public bool KeepSource { get; init; }

    /// <summary>Longest row, 1 KiB to 1 GiB; a longer one is reported and skipped in bounded memory.</summary>
    public int MaxRowBytes { get; init; } = 1 << 20;
}
