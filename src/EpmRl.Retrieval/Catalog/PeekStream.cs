namespace EpmRl.Retrieval.Catalog;

/// <summary>A stream whose first bytes can be peeked at before they are read.</summary>
internal sealed class PeekStream(Stream inner) : ReadOnlyStream
{
    /// <summary>The number of bytes that can be peeked at.</summary>
    public const int Most = 4096;

    private readonly byte[] head = new byte[Most];
    private int start;
    private int end;

    /// <summary>Peeks at the first bytes.</summary>
    /// <param name="least">The number to wait for, at most <see cref="Most"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>All available bytes; fewer than requested where the stream ends.</returns>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(int least, CancellationToken cancellationToken)
    {
        while (end - start < least && end < head.Length)
        {
            int read = await inner.ReadAsync(head.AsMemory(end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            end += read;
        }

        return head.AsMemory(start, end - start);
    }

    /// <summary>Skips bytes that were peeked at.</summary>
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
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        start == end ? inner.ReadAsync(buffer, cancellationToken) : ValueTask.FromResult(Read(buffer.Span));
}
