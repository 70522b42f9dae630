namespace EpmRl.Retrieval.Identification;

/// <summary>The format of a table.</summary>
internal enum TableFormat
{
    /// <summary>CSV, separated by commas.</summary>
    Csv,

    /// <summary>CSV, separated by tabs.</summary>
    Tsv,

    /// <summary>Parquet.</summary>
    Parquet,
}
