namespace EpmRl.Retrieval.Identification;

/// <summary>Writes the rows of a table whose columns are known.</summary>
internal interface ITableWriter
{
    /// <summary>Adds a row: a cell for each column.</summary>
    Task AddAsync(IReadOnlyList<TableCell> cells, CancellationToken cancellationToken);

    /// <summary>Writes the rest.</summary>
    Task CompleteAsync(CancellationToken cancellationToken);
}
