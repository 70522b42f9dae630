using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>The rows of a CSV file with a header, by column; for short files of pairs, decisions and clusters.</summary>
internal sealed class CsvTable
{
    private readonly string[] columns;

    private CsvTable(string[] columns, List<(long, string[])> rows) => (this.columns, Rows) = (columns, rows);

    /// <summary>The rows with the line that each begins on.</summary>
    public IReadOnlyList<(long Line, string[] Fields)> Rows { get; }

    /// <summary>The columns, as the header has them.</summary>
    public IReadOnlyList<string> Columns => columns;

    /// <summary>Position of the first of some columns that the file has; -1 for none. Case does not count.</summary>
    public int Find(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            int at = Array.FindIndex(columns, column => column.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (at >= 0)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Reads a file. Rows with another number of fields than the header are reported and left out.</summary>
    /// <param name="source">The text; the caller disposes it.</param>
    /// <param name="name">Its name in errors.</param>
    /// <param name="onError">Receives every bad row.</param>
    /// <exception cref="InvalidDataException">The file is empty.</exception>
    public static CsvTable Read(TextReader source, string name, Action<RowError> onError)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(onError);
        string header = source.ReadLine() ?? throw new InvalidDataException($"{name}: it is empty, expected a header with columns.");
        var record = new CsvRecord(header.Contains(';', StringComparison.Ordinal) && !header.Contains(',', StringComparison.Ordinal)
            ? ';' : ',');
        record.Add(header.TrimStart('\uFEFF'));
        string[] columns = [.. record.Fields.Select(column => column.Trim())];
        var rows = new List<(long, string[])>();
        long line = 1;
        while (source.ReadLine() is { } text)
        {
            long begin = ++line;
            if (text.Length == 0)
            {
                continue;
            }

            string first = text;
            record.Clear();
            CsvRecord.State state = record.Add(text);
            while (state == CsvRecord.State.NeedsLine && source.ReadLine() is { } more)
            {
                line++;
                state = record.Add(more);
            }

            if (state != CsvRecord.State.Complete)
            {
                onError(new RowError(
                    name, begin, null, "A quoted field is not closed, or text follows its closing quote. Correct the row.", first));
            }
            else if (record.Fields.Count != columns.Length)
            {
                onError(new RowError(
                    name, begin, null,
                    FormattableString.Invariant($"It has {record.Fields.Count} fields, expected {columns.Length} as in the header."),
                    first));
            }
            else
            {
                rows.Add((begin, [.. record.Fields]));
            }
        }

        return new CsvTable(columns, rows);
    }
}
