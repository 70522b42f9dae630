using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>The rows of a CSV file of labels.</summary>
internal sealed class TruthRows : IDisposable
{
    private const int LongestRow = 1 << 20; // characters; offers with their descriptions are read too
    private const int LongestShown = 1000;

    private readonly StreamReader reader;
    private readonly Action<RowError> onError;
    private readonly CsvRecord record;
    private long line;
    private long start;
    private string first = "";

    /// <summary>Reads the header.</summary>
    /// <exception cref="DataSetFormatException">There is none.</exception>
    public TruthRows(string path, Action<RowError> onError)
    {
        Path = path;
        this.onError = onError;
        reader = new StreamReader(path);
        record = new CsvRecord(',');
        if (NextLine() is not { Length: > 0 } header)
        {
            reader.Dispose();
            throw new DataSetFormatException($"{path}: the file is empty; expected a header such as 'ltable_id,rtable_id,label'.");
        }

        record = new CsvRecord(CsvDelimiter.OnlyOneIn(header) ?? ',');
        record.Add(header);
        Columns = [.. record.Fields.Select(field => field.Trim())];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The line where the current row begins, from 1.</summary>
    public long Line => start;

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The column of the first of the names that there is.</summary>
    public int? Find(IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            for (int i = 0; i < Columns.Count; i++)
            {
                if (Columns[i].Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return i;
                }
            }
        }

        return null;
    }

    /// <summary>The fields of the next good row; null at the end. Bad rows are reported.</summary>
    public IReadOnlyList<string>? Next(CancellationToken cancellationToken)
    {
        while (NextLine() is { } text)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            (start, first) = (line, text);
            record.Clear();
            CsvRecord.State state = record.Add(text);
            long length = text.Length;
            while (state == CsvRecord.State.NeedsLine && length < LongestRow && NextLine() is { } more)
            {
                length += more.Length;
                state = record.Add(more);
            }

            if (state != CsvRecord.State.Complete)
            {
                Report(null, state == CsvRecord.State.NeedsLine ? "A quote is opened and never closed." : "Text follows a closing quote.");
            }
            else if (record.Fields.Count != Columns.Count)
            {
                Report(null, $"Expected {Columns.Count} fields as in the header, found {record.Fields.Count}.");
            }
            else
            {
                return record.Fields;
            }
        }

        return null;
    }

    /// <summary>The position of the listing that a column of the row names; reported where there is none.</summary>
    public int? Position(int column, ListingTable listings)
    {
        if (listings.TryFind(record.Fields[column], out int position))
        {
            return position;
        }

        Report(Columns[column], $"There is no listing '{record.Fields[column]}'.");
        return null;
    }

    /// <summary>Reports the row.</summary>
    public void Report(string? field, string message) =>
        onError(new RowError(Path, start, field, message, first.Length <= LongestShown ? first : first[..LongestShown]));

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();

    private string? NextLine()
    {
        line++;
        return reader.ReadLine();
    }
}
