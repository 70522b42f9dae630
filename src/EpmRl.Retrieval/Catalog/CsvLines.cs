using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace EpmRl.Retrieval.Catalog;

/// <summary>The lines of a CSV file as text, with look-ahead for the line that closes a quote.</summary>
/// <remarks>
/// Whether a line that begins in quotes leaves them open does not depend on where the quotes began. So each line is examined once for all
/// rows before it, and a file whose every row opens a quote is read in linear time.
/// </remarks>
internal sealed class CsvLines(LineReader lines, ProductReaderOptions options, RowErrors errors, ReaderNotes notes)
{
    private const long MostPeeked = 1 << 20; // characters

    private static readonly System.Text.Encoding Windows1252 = System.Text.CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly SearchValues<char> NotOfWindows1252 = SearchValues.Create("\u0081\u008d\u008f\u0090\u009d");

    private readonly List<CsvLine> held = []; // lines peeked at and not yet taken
    private int taken; // of held
    private System.Text.Encoding? encoding; // set at the first non-ASCII line
    private CsvRecord? inQuotes;
    private long length; // of all lines so far
    private long open; // number of the look-ahead's line: all lines from its row to this one leave quotes open
    private long openFields; // fields completed by such lines so far
    private (long Line, CsvRecord.State State, int Fields) closing; // the line that closes quotes, once found

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

    /// <summary>Peeks at the next lines.</summary>
    /// <param name="count">The most lines; fewer where they are long or have a fault.</param>
    /// <param name="cancellationToken">Checked for each line.</param>
    public async ValueTask<IReadOnlyList<string>> PeekAsync(int count, CancellationToken cancellationToken)
    {
        var peeked = new List<string>();
        for (long characters = 0; peeked.Count < count && characters < MostPeeked;)
        {
            if (taken + peeked.Count == held.Count)
            {
                if (await ReadAsync(cancellationToken).ConfigureAwait(false) is not { } read)
                {
                    break;
                }

                held.Add(read);
            }

            CsvLine line = held[taken + peeked.Count];
            if (line.Fault is not null)
            {
                break;
            }

            peeked.Add(line.Text);
            characters += line.Text.Length;
        }

        return peeked;
    }

    /// <summary>Finds the line that closes the quotes left open by a row.</summary>
    /// <param name="row">The row's first line, the last one taken.</param>
    /// <param name="delimiter">The field delimiter.</param>
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

        CatalogRow? fault = line.TooLong ? errors.TooLong(line) : null;
        string? text = fault is null ? Decode(line) : "";
        fault ??= text is null ? errors.InvalidUtf8(line.Number, line.Bytes.Span) : null;
        length += (text?.Length ?? 0) + 1;
        return new CsvLine(line.Number, fault is null ? text! : "", fault, length);
    }

    // A file without a mark is UTF-8, unless its first non-ASCII line is not: then it is Windows-1252 from there on, as spreadsheets write
    // it.
    private string? Decode(Line line)
    {
        ReadOnlySpan<byte> bytes = line.Bytes.Span;
        if (encoding is null && !Ascii.IsValid(bytes))
        {
            bool guessed =
                options.Encoding is null && !BeginsAsUtf8(bytes) && !Windows1252.GetString(bytes).AsSpan().ContainsAny(NotOfWindows1252);
            encoding = guessed ? Windows1252 : System.Text.Encoding.UTF8;
            if (guessed)
            {
                notes.Say(
                    $"line {line.Number} is not UTF-8, so the file is read as Windows-1252. If letters come out wrong, name its encoding.");
            }
        }

        return encoding == Windows1252
            ? Windows1252.GetString(bytes)
            : Utf8.IsValid(bytes)
            ? System.Text.Encoding.UTF8.GetString(bytes)
            : null;
    }

    // Whether the first non-ASCII character is valid UTF-8.
    private static bool BeginsAsUtf8(ReadOnlySpan<byte> bytes) =>
        Rune.DecodeFromUtf8(bytes[bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7f)..], out _, out _) == OperationStatus.Done;
}

/// <summary>A line as text, or its fault.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">Its text; empty with a fault.</param>
/// <param name="Fault">Too long, or not UTF-8; null for a good line.</param>
/// <param name="End">Characters of the file up to its end.</param>
/// <param name="OpenFields">Set by the look-ahead: fields completed by the preceding lines that leave quotes open.</param>
internal readonly record struct CsvLine(long Number, string Text, CatalogRow? Fault, long End, long OpenFields = 0);

/// <summary>How the quotes left open by a row's first line are closed.</summary>
/// <param name="State">Whether they are closed (<see cref="CsvRecord.State.NeedsLine"/>: they are not), and what follows.</param>
/// <param name="Lines">The number of further lines of a complete row.</param>
/// <param name="Fields">The number of fields those lines complete.</param>
internal readonly record struct CsvClosing(CsvRecord.State State, int Lines, int Fields);
