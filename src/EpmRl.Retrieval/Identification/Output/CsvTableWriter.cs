using System.Text;
using CsvHelper;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Identification;

/// <summary>Writes a table as CSV, UTF-8, quoted as RFC 4180 says.</summary>
internal sealed class CsvTableWriter : ITableWriter
{
    private readonly StreamWriter text;
    private readonly CsvWriter csv;
    private readonly bool safe;

    /// <summary>Begins the table with its header.</summary>
    /// <param name="stream">Takes the bytes; stays open.</param>
    /// <param name="separator">What separates cells.</param>
    /// <param name="forSpreadsheets">
    /// Whether it is marked as UTF-8, without which spreadsheets take it for another encoding, and no cell can be a formula.
    /// </param>
    /// <param name="columns">The columns.</param>
    public CsvTableWriter(Stream stream, char separator, bool forSpreadsheets, IReadOnlyList<TagColumn> columns)
    {
        safe = forSpreadsheets;
        text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: forSpreadsheets), leaveOpen: true);
        csv = CsvWriter.Create(text, new CsvWriterOptions { NewLine = "\n", Separator = separator }, leaveOpen: true);
        foreach (TagColumn column in columns)
        {
            Add(new TableCell(column.Name));
        }

        csv.EndRecord();
    }

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<TableCell> cells, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (TableCell cell in cells)
        {
            Add(cell);
        }

        csv.EndRecord();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task CompleteAsync(CancellationToken cancellationToken)
    {
        csv.Flush();
        text.Flush();
        return Task.CompletedTask;
    }

    // A zero is no character of a text file: programs take the file for another encoding, or end the cell there.
    private void Add(TableCell cell)
    {
        string content = (cell.Text ?? "").Replace('\0', '\ufffd');
        csv.WriteField(safe && cell.IsText ? SpreadsheetText.Disarm(content) : content);
    }
}
