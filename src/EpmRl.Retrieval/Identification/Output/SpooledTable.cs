using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// A table whose columns are known only when all rows are: its rows wait in a file beside the output, each with the cells that it fills, so
/// that memory does not grow with the rows. The file is gone when this is disposed.
/// </summary>
internal sealed class SpooledTable : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly string path;
    private readonly AtomicFile waiting; // never put in place
    private readonly BufferedStream stream;
    private readonly BinaryWriter writer;
    private readonly Dictionary<string, int> columns = new(StringComparer.Ordinal);
    private readonly List<string> keys = [];
    private long rows;

    /// <summary>Begins the table.</summary>
    /// <param name="path">The file that it becomes.</param>
    public SpooledTable(string path)
    {
        this.path = path;
        waiting = new AtomicFile(path);
        stream = new BufferedStream(waiting.Stream, BufferBytes);
        writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
    }

    /// <summary>The keys of all columns that a row fills, in the order in which they were met.</summary>
    public IReadOnlyList<string> Columns => keys;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">The cells that it fills, by the key of their column; those without a text are left out.</param>
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

    /// <summary>Writes the table and puts it in its place.</summary>
    /// <param name="format">How it is written.</param>
    /// <param name="columns">
    /// The columns, each with the keys whose cells it takes; of several that a row fills, the later one counts.
    /// </param>
    /// <param name="separator">What separates cells of CSV; null for that of the format.</param>
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
