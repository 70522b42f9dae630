namespace EpmRl.Retrieval.Catalog;

/// <summary>A stream whose first bytes can be looked at before they are read.</summary>
internal sealed class PeekStream(Stream inner) : Stream
{
    private readonly byte[] head = new byte[16];
    private int start;
    private int end;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Looks at the first bytes.</summary>
    /// <param name="count">How many, at most 16.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Fewer where the stream ends.</returns>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(int count, CancellationToken cancellationToken)
    {
        while (end - start < count)
        {
            int read = await inner.ReadAsync(head.AsMemory(end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            end += read;
        }

        return head.AsMemory(start, Math.Min(count, end - start));
    }

    /// <summary>Passes over bytes that were looked at.</summary>
    public void Skip(int count) => start += count;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (start == end)
        {
            return inner.Read(buffer);
        }

        int count = Math.Min(buffer.Length, end - start);
        head.AsSpan(start, count).CopyTo(buffer);
        start += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        start == end ? inner.ReadAsync(buffer, cancellationToken) : ValueTask.FromResult(Read(buffer.Span));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
