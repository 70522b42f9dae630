namespace EpmRl.Retrieval.Identification;

/// <summary>How a table is written.</summary>
internal enum TableFormat
{
    /// <summary>CSV, separated by commas.</summary>
    Csv,

    /// <summary>CSV, separated by tabs.</summary>
    Tsv,

    /// <summary>Parquet.</summary>
    Parquet,
}
