namespace EpmRl.Retrieval.Catalog;

/// <summary>The unpacked bytes of a packed stream, limited to a plausible growth.</summary>
/// <param name="unpacked">The unpacker's output.</param>
/// <param name="packedBytes">The number of packed bytes it has read so far.</param>
/// <param name="file">The file's name in messages.</param>
internal sealed class BoundedUnpacking(Stream unpacked, Func<long> packedBytes, string file) : ReadOnlyStream
{
    /// <summary>The largest growth of listings when unpacked; real ones grow 5 to 30 times.</summary>
    public const int MostGrowth = 200;

    /// <summary>Bytes that any file may unpack to.</summary>
    public const long Free = 64 << 20;

    private long given;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => Check(unpacked.Read(buffer));

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Check(await unpacked.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            unpacked.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Check(int read)
    {
        given += read;
        return given <= Free || given / MostGrowth <= packedBytes() ? read : throw new InvalidDataException(
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{file}: {packedBytes():N0} packed bytes unpack to more than {given:N0}, over {MostGrowth} times "
                + $"as much, which listings never do. Unpack the file first if you trust it."));
    }
}

/// <summary>A stream that counts the bytes read through it.</summary>
internal sealed class CountingStream(Stream inner) : ReadOnlyStream
{
    /// <summary>Bytes read so far.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        Count += read;
        return read;
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Count += read;
        return read;
    }
}
