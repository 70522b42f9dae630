namespace EpmRl.Retrieval.Identification;

/// <summary>A cell that is read as one attribute.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Unit">The unit that its column states, as listings write it; null for none.</param>
/// <param name="HasPlainNumbers">Whether its numbers are written without groups and with a decimal point.</param>
internal readonly record struct Cell(string Text, string? Unit, bool HasPlainNumbers);

/// <summary>Reads the cells of one attribute; there is one reader for each kind. Safe for concurrent callers.</summary>
internal interface ICellReader
{
    /// <summary>Reads a cell that is not empty.</summary>
    CellReading Read(Cell cell);
}
