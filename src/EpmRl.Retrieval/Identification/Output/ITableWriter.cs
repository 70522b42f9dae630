namespace EpmRl.Retrieval.Identification;

/// <summary>Writes the rows of a table whose columns are known.</summary>
internal interface ITableWriter
{
    /// <summary>Adds a row with a cell for each column.</summary>
    Task AddAsync(IReadOnlyList<TableCell> cells, CancellationToken cancellationToken);

    /// <summary>Writes the remaining rows and ends the table.</summary>
    Task CompleteAsync(CancellationToken cancellationToken);
}
