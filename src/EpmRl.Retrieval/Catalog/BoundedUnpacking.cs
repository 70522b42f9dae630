namespace EpmRl.Retrieval.Catalog;

/// <summary>The unpacked bytes of a packed stream, up to the size that honest text can have been packed from.</summary>
/// <param name="unpacked">What the unpacker gives.</param>
/// <param name="packedBytes">How many packed bytes it has taken so far.</param>
/// <param name="file">What messages call the file.</param>
internal sealed class BoundedUnpacking(Stream unpacked, Func<long> packedBytes, string file) : ReadOnlyStream
{
    /// <summary>How many times the packed size listings unpack to at most; real ones to 5 to 30 times.</summary>
    public const int MostGrowth = 200;

    /// <summary>Bytes that anything may unpack to.</summary>
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
            FormattableString.Invariant($"{file}: {packedBytes():N0} packed bytes unpack to more than {given:N0}, over {MostGrowth} times as much, as no listings do. Unpack the file first if it is one of yours."));
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
