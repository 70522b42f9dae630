using System.Text;
using CsvHelper;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Identification;

/// <summary>Writes a table as CSV in UTF-8, quoted according to RFC 4180.</summary>
internal sealed class CsvTableWriter : ITableWriter
{
    private readonly StreamWriter text;
    private readonly CsvWriter csv;
    private readonly bool safe;

    /// <summary>Writes the header.</summary>
    /// <param name="stream">Receives the bytes; stays open.</param>
    /// <param name="separator">The separator of cells.</param>
    /// <param name="forSpreadsheets">
    /// Whether to write a byte order mark, without which spreadsheets assume another encoding, and to escape cells that would be formulas.
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

    // Text files do not contain NUL characters: programs would assume another encoding or cut the cell there.
    private void Add(TableCell cell)
    {
        string content = (cell.Text ?? "").Replace('\0', '\ufffd');
        csv.WriteField(safe && cell.IsText ? SpreadsheetText.Disarm(content) : content);
    }
}
