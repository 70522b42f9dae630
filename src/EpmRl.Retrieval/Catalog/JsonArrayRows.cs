using System.Text.Json;

namespace EpmRl.Retrieval.Catalog;

/// <summary>
/// Reads listings from one JSON array of objects, or from objects over several lines, one element at a time, in bounded memory. After an
/// element that cannot be read it continues at the next line that begins an object with the indentation of the first element.
/// </summary>
internal sealed class JsonArrayRows(
    Stream stream, JsonForm form, ProductReaderOptions options, RowErrors errors, JsonRowReader rows, string file) : IRowSource
{
    private byte[] buffer = new byte[64 << 10];
    private int start;
    private int end;
    private bool atEnd;
    private long line = 1; // of start
    private int column; // of start: bytes since the beginning of the line
    private int indent = -1; // of the first element; -1 before it
    private Phase phase = form.Kind == JsonForm.Kinds.Array ? Phase.Opening : Phase.Elements;

    private enum Phase
    {
        Opening,
        Elements,
        PassingOver,
        Closed,
    }

    /// <inheritdoc/>
    public async ValueTask<CatalogRow?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (bool needsMore, CatalogRow? row) = Step();
            if (row is not null)
            {
                return row;
            }

            if (needsMore && atEnd)
            {
                return null;
            }

            if (needsMore)
            {
                await FillAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // One step: skips white space, or takes an element.
    private (bool NeedsMore, CatalogRow? Row) Step()
    {
        if (phase == Phase.PassingOver)
        {
            PassOver();
            return (phase == Phase.PassingOver, null);
        }

        if (phase == Phase.Opening)
        {
            if (end - start <= form.Start)
            {
                return (true, null);
            }

            Take(form.Start + 1);
            phase = Phase.Elements;
            return (false, null);
        }

        if (phase == Phase.Closed && form.Name is not null)
        {
            Take(end - start); // the rest of the object around the array
            return (true, null);
        }

        int blank = buffer.AsSpan(start, end - start).IndexOfAnyExcept(phase == Phase.Elements ? " \t\r\n,"u8 : " \t\r\n"u8);
        Take(blank < 0 ? end - start : blank);
        if (blank < 0)
        {
            return atEnd && phase == Phase.Elements && form.Kind == JsonForm.Kinds.Array
                ? (true, End($"{file}:{line}: the JSON array is never closed, so the file is truncated. Copy or write it again."))
                : (true, null);
        }

        byte first = buffer[start];
        if (phase == Phase.Elements && first == ']' && form.Kind == JsonForm.Kinds.Array)
        {
            phase = Phase.Closed;
            Take(1);
            return (false, null);
        }

        return phase == Phase.Closed
            ? (true, End($"{file}:{line}: text follows the end of the JSON array. Write one array, or one object per line."))
            : TakeElement();
    }

    private (bool NeedsMore, CatalogRow? Row) TakeElement()
    {
        indent = indent < 0 ? column : indent;
        ReadOnlySpan<byte> rest = buffer.AsSpan(start, end - start);
        var json = new Utf8JsonReader(rest, atEnd, default);
        long begun = line;
        try
        {
            if (!json.Read() || !json.TrySkip())
            {
                if (rest.Length <= options.MaxRowBytes)
                {
                    return (true, null);
                }

                return (false, PassOver(errors.TooLong(begun, RowErrors.Show(rest)), (int)json.BytesConsumed));
            }
        }
        catch (JsonException exception)
        {
            string row = RowErrors.Show(FirstLine(rest));
            return (false, PassOver(errors.Of(begun, null, JsonRowReader.Explain(exception, rest), row), (int)json.BytesConsumed));
        }

        int length = (int)json.BytesConsumed;
        CatalogRow? read = length > options.MaxRowBytes ? errors.TooLong(begun, RowErrors.Show(rest)) : rows.Read(begun, rest[..length]);
        Take(length);
        return (false, read);
    }

    // Bytes consumed before a fault belong to the faulty element.
    private CatalogRow PassOver(CatalogRow fault, int consumed)
    {
        Take(Math.Max(consumed, 1));
        phase = Phase.PassingOver;
        return fault;
    }

    private void PassOver()
    {
        while (start < end)
        {
            ReadOnlySpan<byte> rest = buffer.AsSpan(start, end - start);
            int text = rest.IndexOfAnyExcept(" \t\r\n,"u8);
            if (text < 0)
            {
                break;
            }

            Take(text);
            if (buffer[start] == '{' && column == indent)
            {
                phase = Phase.Elements;
                return;
            }

            int newline = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            Take(newline < 0 ? end - start : newline + 1);
            column = newline < 0 ? int.MaxValue / 2 : column; // no element begins inside a line
        }

        Take(end - start);
    }

    private CatalogRow? End(string message)
    {
        phase = Phase.Closed;
        throw new InvalidDataException(message);
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> rest) =>
        rest.IndexOf((byte)'\n') is >= 0 and var newline ? rest[..newline] : rest;

    private void Take(int count)
    {
        ReadOnlySpan<byte> taken = buffer.AsSpan(start, count);
        int newlines = taken.Count((byte)'\n');
        column = newlines > 0 ? count - 1 - taken.LastIndexOf((byte)'\n') : column + count;
        line += newlines;
        start += count;
    }

    // At least double the buffer, so that a growing element is parsed only a few times.
    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        int wanted = Math.Max(2 * end, 16 << 10);
        if (buffer.Length < wanted)
        {
            Array.Resize(ref buffer, wanted);
        }

        while (end < wanted && !atEnd)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
            end += read;
            atEnd = read == 0;
        }
    }
}
