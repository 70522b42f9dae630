namespace EpmRl.Retrieval.Catalog;

/// <summary>How a file of listings is written.</summary>
public enum CatalogFormat
{
    /// <summary>Parquet by its first bytes, else from the file's name, else from its first character.</summary>
    Auto,

    /// <summary>JSON Lines: one object a line.</summary>
    JsonLines,

    /// <summary>Separated values with a header line, quoted as RFC 4180 says.</summary>
    Csv,

    /// <summary>Apache Parquet: flat columns, and lists of texts or numbers. Read from a stream that can seek.</summary>
    Parquet,
}
