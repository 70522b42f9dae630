namespace EpmRl.Retrieval.Catalog;

/// <summary>
/// Splits a stream of bytes into lines. They end like the first one: in a line feed, with or without a preceding carriage return, or in a
/// carriage return alone. A line beyond the limit is skipped without being held.
/// </summary>
/// <param name="stream">The bytes.</param>
/// <param name="maxBytes">Longest line.</param>
/// <param name="lastOfRow">
/// The character a carriage return must follow to end a line alone, since in JSON it may also occur between tokens; null for any.
/// </param>
internal sealed class LineReader(Stream stream, int maxBytes, byte? lastOfRow = null)
{
    private byte[] buffer = new byte[Math.Min(64 << 10, maxBytes + 2)];
    private int start;
    private int end;
    private bool atEnd;
    private byte mark; // that ends a line; 0 before the first one

    /// <summary>Number of the last line read, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Reads the next line.</summary>
    /// <returns>The line, whose bytes stay valid until the next call; null at the end.</returns>
    public async ValueTask<Line?> ReadAsync(CancellationToken cancellationToken)
    {
        if (mark == 0)
        {
            await FindMarkAsync(cancellationToken).ConfigureAwait(false);
        }

        int searched = 0;
        while (true)
        {
            int newline = buffer.AsSpan(start + searched, end - start - searched).IndexOf(mark);
            if (newline >= 0)
            {
                int length = searched + newline;
                Line line = Take(length);
                start += length + 1;
                return line;
            }

            searched = end - start;
            if (atEnd)
            {
                if (searched == 0)
                {
                    return null;
                }

                Line last = Take(searched);
                start = end;
                return last;
            }

            if (searched > maxBytes + 1)
            {
                return await PassOverAsync(cancellationToken).ConfigureAwait(false);
            }

            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // Carriage returns before a line feed belong to it.
    private async ValueTask FindMarkAsync(CancellationToken cancellationToken)
    {
        for (int searched = 0; ;)
        {
            int found = buffer.AsSpan(start + searched, end - start - searched).IndexOfAny((byte)'\r', (byte)'\n');
            searched = found < 0 ? end - start : searched + found;
            int after = found < 0 ? -1 : buffer.AsSpan(start + searched, end - start - searched).IndexOfAnyExcept((byte)'\r');
            if (after >= 0 || atEnd || end - start > maxBytes + 1)
            {
                bool alone = found >= 0 && buffer[start + searched] == '\r' && (after < 0 || buffer[start + searched + after] != '\n')
                    && (lastOfRow is null || searched == 0 || buffer[start + searched - 1] == lastOfRow);
                mark = alone ? (byte)'\r' : (byte)'\n';
                return;
            }

            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private Line Take(int length)
    {
        int content = length;
        while (content > 0 && buffer[start + content - 1] == '\r')
        {
            content--;
        }

        return new Line(++Number, buffer.AsMemory(start, Math.Min(content, maxBytes)), content > maxBytes);
    }

    // The line's beginning moves to the front of the buffer; the rest is read over it until the line ends.
    private async ValueTask<Line?> PassOverAsync(CancellationToken cancellationToken)
    {
        byte[] beginning = buffer.AsSpan(start, Math.Min(1024, end - start)).ToArray();
        start = end;
        while (true)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
            int newline = buffer.AsSpan(start, end - start).IndexOf(mark);
            if (newline >= 0 || atEnd)
            {
                start = newline >= 0 ? start + newline + 1 : end;
                return new Line(++Number, beginning, TooLong: true);
            }

            start = end;
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, (int)Math.Min((long)buffer.Length * 2, (long)maxBytes + 2));
        }

        int read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
        end += read;
        atEnd = read == 0;
    }
}

/// <summary>One line of a stream.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Bytes">Its bytes without the line end; only the beginning when too long.</param>
/// <param name="TooLong">Whether it is longer than the limit.</param>
internal readonly record struct Line(long Number, ReadOnlyMemory<byte> Bytes, bool TooLong);
