namespace EpmRl.Retrieval.Catalog;

/// <summary>How a file of listings is written.</summary>
public enum CatalogFormat
{
    /// <summary>Parquet and workbooks by their first bytes, else from the file's name, else from its first character.</summary>
    Auto,

    /// <summary>JSON Lines, one object a line, or one JSON array of objects.</summary>
    JsonLines,

    /// <summary>Separated values with a header line, quoted as RFC 4180 says.</summary>
    Csv,

    /// <summary>Apache Parquet: flat columns, and lists of texts or numbers. Read from a stream that can seek.</summary>
    Parquet,

    /// <summary>A sheet of a workbook of Excel, <c>.xlsx</c> or <c>.xls</c>, with a header row. Read from a stream that can seek.</summary>
    Excel,

    /// <summary>A feed in RSS 2.0 or Atom, whose items have the fields of Google Merchant Center.</summary>
    Xml,
}
