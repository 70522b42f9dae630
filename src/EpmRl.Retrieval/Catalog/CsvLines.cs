using System.Text.Unicode;

namespace EpmRl.Retrieval.Catalog;

/// <summary>The lines of a CSV file as text, with a look ahead for the line that closes a quote.</summary>
/// <remarks>
/// Whether a line leaves quotes open that it begins in does not depend on where the quotes began. So each line is looked at once on behalf
/// of all rows before it, and a file whose every row opens a quote is read in linear time.
/// </remarks>
internal sealed class CsvLines(LineReader lines, RowErrors errors)
{
    private readonly List<CsvLine> held = []; // lines that were looked at and not yet taken
    private int taken; // of held
    private CsvRecord? inQuotes;
    private long length; // of all lines so far
    private long open; // number of the line that the look ahead has come to: all between the row it began for and this one leave quotes open
    private long openFields; // fields that such lines have completed, of all so far
    private (long Line, CsvRecord.State State, int Fields) closing; // the line that closes quotes, once it was seen

    /// <summary>Takes the next line; null at the end.</summary>
    public async ValueTask<CsvLine?> TakeAsync(CancellationToken cancellationToken)
    {
        if (taken == held.Count)
        {
            return await ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        CsvLine line = held[taken++];
        if (taken * 2 >= held.Count)
        {
            held.RemoveRange(0, taken);
            taken = 0;
        }

        return line;
    }

    /// <summary>Finds the line that closes the quotes that a row leaves open.</summary>
    /// <param name="row">The row's first line, the last one taken.</param>
    /// <param name="delimiter">What separates fields.</param>
    /// <param name="maxLength">Most characters of a row.</param>
    /// <param name="cancellationToken">Checked for each line.</param>
    public async ValueTask<CsvClosing> FindClosingAsync(CsvLine row, char delimiter, long maxLength, CancellationToken cancellationToken)
    {
        open = Math.Max(open, row.Number + 1);
        long before = open > row.Number + 1 ? held[taken].OpenFields : openFields;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int at = taken + (int)(open - row.Number - 1);
            if (at == held.Count && await ReadAsync(cancellationToken).ConfigureAwait(false) is { } read)
            {
                held.Add(read);
            }

            if (at == held.Count || held[at].Fault is not null || held[at].End - row.End + row.Text.Length > maxLength)
            {
                return new CsvClosing(CsvRecord.State.NeedsLine, 0, (int)(openFields - before));
            }

            if (closing.Line != open)
            {
                inQuotes ??= new CsvRecord(delimiter);
                inQuotes.Clear(inQuotes: true);
                closing = (open, inQuotes.Add(held[at].Text), inQuotes.Fields.Count);
                held[at] = held[at] with { OpenFields = openFields };
            }

            if (closing.State != CsvRecord.State.NeedsLine)
            {
                return new CsvClosing(closing.State, at + 1 - taken, (int)(openFields - before) + closing.Fields);
            }

            openFields += closing.Fields;
            open++;
        }
    }

    private async ValueTask<CsvLine?> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (await lines.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } line)
        {
            return null;
        }

        CatalogRow? fault = line.TooLong ? errors.TooLong(line) : Utf8.IsValid(line.Bytes.Span) ? null : errors.InvalidUtf8(line);
        string text = fault is null ? System.Text.Encoding.UTF8.GetString(line.Bytes.Span) : "";
        length += text.Length + 1;
        return new CsvLine(line.Number, text, fault, length);
    }
}

/// <summary>A line as text, or why it is none.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">Its text; empty with a fault.</param>
/// <param name="Fault">Too long, or not UTF-8; null for a good line.</param>
/// <param name="End">Characters of the file up to its end.</param>
/// <param name="OpenFields">Set by the look ahead: fields that the lines before it completed which leave quotes open.</param>
internal readonly record struct CsvLine(long Number, string Text, CatalogRow? Fault, long End, long OpenFields = 0);

/// <summary>How the quotes are closed that a row's first line leaves open.</summary>
/// <param name="State">Whether they are at all (<see cref="CsvRecord.State.NeedsLine"/>: they are not), and what follows.</param>
/// <param name="Lines">How many more lines the row has, where it is complete.</param>
/// <param name="Fields">How many fields those lines complete.</param>
internal readonly record struct CsvClosing(CsvRecord.State State, int Lines, int Fields);
