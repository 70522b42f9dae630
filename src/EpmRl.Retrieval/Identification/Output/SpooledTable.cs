using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// A table whose columns are known only after the last row: rows are spooled with their non-empty cells to a temporary file next to the
/// output, so that memory does not grow with the number of rows. The temporary file is deleted on disposal.
/// </summary>
internal sealed class SpooledTable : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly string path;
    private readonly AtomicFile waiting; // never committed
    private readonly BufferedStream stream;
    private readonly BinaryWriter writer;
    private readonly Dictionary<string, int> columns = new(StringComparer.Ordinal);
    private readonly List<string> keys = [];
    private long rows;

    /// <summary>Creates the temporary file.</summary>
    /// <param name="path">Path of the table.</param>
    public SpooledTable(string path)
    {
        this.path = path;
        waiting = new AtomicFile(path);
        stream = new BufferedStream(waiting.Stream, BufferBytes);
        writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
    }

    /// <summary>The keys of all columns with a cell, in order of first use.</summary>
    public IReadOnlyList<string> Columns => keys;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">The cells by the key of their column; those without text are left out.</param>
    public void Add(IEnumerable<(string Column, TableCell Cell)> cells)
    {
        rows++;
        foreach ((string column, TableCell cell) in cells)
        {
            if (cell.Text is not null)
            {
                writer.Write7BitEncodedInt(IndexOf(column) + 1);
                writer.Write(cell.IsText);
                writer.Write(cell.Text);
            }
        }

        writer.Write7BitEncodedInt(0);
    }

    /// <summary>Writes the table and moves it to its path.</summary>
    /// <param name="format">The format of the table.</param>
    /// <param name="columns">The columns, each with the keys of its cells; if a row has several of them, the last one is used.</param>
    /// <param name="separator">The separator of CSV cells; null for that of the format.</param>
    /// <param name="forSpreadsheets">Whether CSV is written for spreadsheets.</param>
    /// <param name="cancellationToken">Checked for each row.</param>
    public async Task WriteAsync(
        TableFormat format, IReadOnlyList<(TagColumn Column, string[] Keys)> columns, char? separator, bool forSpreadsheets,
        CancellationToken cancellationToken)
    {
        writer.Flush();
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        (int Place, int Order)[] places = PlacesOf(columns);
        using var output = new OutputInTheMaking(path);
        TagColumn[] header = [.. columns.Select(column => column.Column)];
        ITableWriter table = format == TableFormat.Parquet
            ? await ParquetTableWriter.CreateAsync(output.Stream, header, cancellationToken).ConfigureAwait(false)
            : new CsvTableWriter(output.Stream, separator ?? (format == TableFormat.Tsv ? '\t' : ','), forSpreadsheets, header);
        stream.Position = 0;
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        var row = new TableCell[columns.Count];
        var orders = new int[columns.Count];
        for (long i = 0; i < rows; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Array.Clear(row);
            Array.Clear(orders);
            for (int column = reader.Read7BitEncodedInt(); column > 0; column = reader.Read7BitEncodedInt())
            {
                bool isText = reader.ReadBoolean();
                string text = reader.ReadString();
                (int place, int order) = places[column - 1];
                if (place >= 0 && order >= orders[place])
                {
                    (row[place], orders[place]) = (new TableCell(text, isText), order);
                }
            }

            await table.AddAsync(row, cancellationToken).ConfigureAwait(false);
        }

        await table.CompleteAsync(cancellationToken).ConfigureAwait(false);
        await output.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => waiting.Dispose();

    private (int Place, int Order)[] PlacesOf(IReadOnlyList<(TagColumn Column, string[] Keys)> table)
    {
        var places = new (int, int)[keys.Count];
        Array.Fill(places, (-1, 0));
        for (int place = 0; place < table.Count; place++)
        {
            for (int order = 0; order < table[place].Keys.Length; order++)
            {
                if (columns.TryGetValue(table[place].Keys[order], out int column))
                {
                    places[column] = (place, order);
                }
            }
        }

        return places;
    }

    private int IndexOf(string column)
    {
        if (!columns.TryGetValue(column, out int index))
        {
            columns.Add(column, index = keys.Count);
            keys.Add(column);
        }

        return index;
    }
}
