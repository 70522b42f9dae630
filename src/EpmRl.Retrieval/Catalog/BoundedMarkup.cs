namespace EpmRl.Retrieval.Catalog;

/// <summary>
/// XML whose tags are no longer than a few rows: a parser holds a whole tag in memory, while it gives texts in pieces. Refuses the file where more bytes
/// than that follow each other without an end of a tag.
/// </summary>
/// <remarks>The byte of <c>&gt;</c> is the same in UTF-8, UTF-16 and all encodings that extend ASCII.</remarks>
internal sealed class BoundedMarkup(Stream inner, int maxRowBytes, string file) : ReadOnlyStream
{
    private const int Rows = 16; // a text may be as long without a tag, and then is one row's fault alone

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
            FormattableString.Invariant($"{file}: a tag or text of the XML is longer than {(long)Rows * maxRowBytes:N0} bytes, as none of a feed is. Export the feed again."));
    }
}
