namespace EpmRl.Retrieval.Catalog;

/// <summary>Rows of one format, in order.</summary>
internal interface IRowSource
{
    /// <summary>Reads the next row.</summary>
    /// <returns>A listing or an error; null at the end.</returns>
    ValueTask<CatalogRow?> ReadAsync(CancellationToken cancellationToken);
}
