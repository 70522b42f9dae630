namespace EpmRl.Retrieval.Catalog;

/// <summary>The format of a file of listings.</summary>
public enum CatalogFormat
{
    /// <summary>Parquet and workbooks by their first bytes, others by the file's name, then by its first character.</summary>
    Auto,

    /// <summary>JSON Lines, one object per line, or one JSON array of objects.</summary>
    JsonLines,

    /// <summary>Separated values with a header line, quoted as in RFC 4180.</summary>
    Csv,

    /// <summary>Apache Parquet: flat columns, and lists of texts or numbers. Read from a seekable stream.</summary>
    Parquet,

    /// <summary>A sheet of an Excel workbook, <c>.xlsx</c> or <c>.xls</c>, with a header row. Read from a seekable stream.</summary>
    Excel,

    /// <summary>A feed in RSS 2.0 or Atom, whose items have the fields of Google Merchant Center.</summary>
    Xml,
}
