namespace EpmRl.Retrieval.Identification;

/// <summary>A cell to be read as one attribute.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Unit">The unit that its column states, as listings write it; null without one.</param>
/// <param name="HasPlainNumbers">Whether its numbers have a decimal point and no thousands separators.</param>
internal readonly record struct Cell(string Text, string? Unit, bool HasPlainNumbers);

/// <summary>Reads the cells of one attribute; there is one reader for each kind. Safe for concurrent callers.</summary>
internal interface ICellReader
{
    /// <summary>Reads a cell that is not empty.</summary>
    CellReading Read(Cell cell);
}
