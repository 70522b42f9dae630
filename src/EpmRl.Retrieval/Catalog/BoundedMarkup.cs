namespace EpmRl.Retrieval.Catalog;

/// <summary>
/// XML whose tags are at most a few rows long: a parser holds a complete tag in memory, while it returns texts in pieces. Refuses the file
/// when more bytes than that follow without an end of a tag.
/// </summary>
/// <remarks>The byte of <c>&gt;</c> is the same in UTF-8, UTF-16 and all encodings that extend ASCII.</remarks>
internal sealed class BoundedMarkup(Stream inner, int maxRowBytes, string file) : ReadOnlyStream
{
    private const int Rows = 16; // a text of this length without a tag is the fault of one row only

    private long since; // bytes since the last end of a tag

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => Check(buffer[..inner.Read(buffer)]);

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Check(buffer.Span[..read]);
    }

    private int Check(ReadOnlySpan<byte> read)
    {
        int last = read.LastIndexOf((byte)'>');
        since = last < 0 ? since + read.Length : read.Length - 1 - last;
        return since <= (long)Rows * maxRowBytes ? read.Length : throw new InvalidDataException(
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{file}: a tag or text of the XML is longer than {(long)Rows * maxRowBytes:N0} bytes, which no "
                + $"feed needs. Export the feed again."));
    }
}
