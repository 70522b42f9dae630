using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Indexing;

/// <summary>The codes of an index's rows, mapped into memory; a free search reads a row's code before its vector.</summary>
internal sealed unsafe class MappedCodes : IDisposable
{
    private const int FixedHeaderBytes = 64;

    // The mean of rows is no longer than the longest of them, whatever their form and dimension.
    private const float LongestCentre = 1.3f;

    private readonly string path;
    private readonly MappedFile file;
    private readonly int headerBytes;
    private readonly int bytesPerRow;

    private MappedCodes(string path, MappedFile file, float[] centre)
    {
        this.path = path;
        this.file = file;
        Centre = centre;
        headerBytes = HeaderBytes(centre.Length);
        bytesPerRow = CodeRows.BytesPerRow(centre.Length);
    }

    private static ReadOnlySpan<byte> Magic => "EPMRLCD1"u8;

    /// <summary>The centre of the codes, [D].</summary>
    public float[] Centre { get; }

    public static long SizeOf(int dimension, long rows) => HeaderBytes(dimension) + (rows * CodeRows.BytesPerRow(dimension));

    public static byte[] Header(ReadOnlySpan<float> centre, int rows)
    {
        byte[] header = new byte[HeaderBytes(centre.Length)];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), centre.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), rows);
        MemoryMarshal.AsBytes(centre).CopyTo(header.AsSpan(FixedHeaderBytes));
        return header;
    }

    /// <exception cref="IndexFormatException">The header does not match the manifest.</exception>
    public static MappedCodes Open(string path, int dimension, int rows)
    {
        var file = new MappedFile(path, SizeOf(dimension, rows));
        byte[] header = file.Beginning(HeaderBytes(dimension));
        float[] centre = MemoryMarshal.Cast<byte, float>(header.AsSpan(FixedHeaderBytes)).ToArray();
        if (!header.AsSpan().SequenceEqual(Header(centre, rows)) || !(DotProduct.Norm(centre) <= LongestCentre))
        {
            file.Dispose();
            throw ManifestFile.Damaged(path, $"its header does not describe {rows} codes of {dimension} numbers");
        }

        return new MappedCodes(path, file, centre);
    }

    /// <summary>Upper bounds of the scores of consecutive rows, except with the probability that <see cref="CodeScorer"/> states.</summary>
    /// <exception cref="ObjectDisposedException">The index was disposed.</exception>
    /// <exception cref="IndexFormatException">A row is not the code of a unit vector.</exception>
    public void Bound(in CodeScorer scorer, int firstRow, Span<float> bounds)
    {
        using MappedFile.Held held = file.Hold();
        if (scorer.Bound(held.Start + headerBytes + ((long)firstRow * bytesPerRow), bounds) is >= 0 and int place)
        {
            throw ManifestFile.Damaged(path, $"row {firstRow + place} is not the code of a vector of length 1");
        }
    }

    public void Dispose() => file.Dispose();

    private static int HeaderBytes(int dimension) => FixedHeaderBytes + (sizeof(float) * dimension);
}
