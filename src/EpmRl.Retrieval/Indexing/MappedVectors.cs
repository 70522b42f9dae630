using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;

namespace EpmRl.Retrieval.Indexing;

/// <summary>The vectors of an index, mapped into memory. Safe for concurrent readers, also against a dispose in the middle of a read.</summary>
internal sealed unsafe class MappedVectors : IDisposable
{
    private const int HeaderBytes = 64;

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    private MappedVectors(MemoryMappedFile file, MemoryMappedViewAccessor view, VectorForm form, int dimension)
    {
        this.file = file;
        this.view = view;
        Form = form;
        BytesPerRow = VectorRows.BytesPerRow(form, dimension);
    }

    private static ReadOnlySpan<byte> Magic => "EPMRLVC1"u8;

    public VectorForm Form { get; }

    public int BytesPerRow { get; }

    public static long SizeOf(VectorForm form, int dimension, long rows) => HeaderBytes + (rows * VectorRows.BytesPerRow(form, dimension));

    public static long OffsetOf(VectorForm form, int dimension, long row) => SizeOf(form, dimension, row);

    public static byte[] Header(VectorForm form, int dimension, int rows)
    {
        byte[] header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), (int)form);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), dimension);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), rows);
        return header;
    }

    /// <exception cref="IndexFormatException">The header is not the one that the manifest asks for.</exception>
    public static MappedVectors Open(string path, VectorForm form, int dimension, int rows)
    {
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        try
        {
            MemoryMappedViewAccessor view = file.CreateViewAccessor(0, SizeOf(form, dimension, rows), MemoryMappedFileAccess.Read);
            byte[] header = new byte[HeaderBytes];
            view.ReadArray(0, header, 0, HeaderBytes);
            if (!header.AsSpan().SequenceEqual(Header(form, dimension, rows)))
            {
                view.Dispose();
                throw ManifestFile.Damaged(
                    path, $"its header does not tell of {rows} vectors of {dimension} numbers as {VectorForms.NameOf(form)}");
            }

            return new MappedVectors(file, view, form, dimension);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Scores consecutive rows against a query.</summary>
    /// <exception cref="ObjectDisposedException">The index was disposed.</exception>
    public void Score(in RowScorer scorer, int firstRow, Span<float> scores)
    {
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer); // holds the mapping open until released
        try
        {
            byte* rows = pointer + view.PointerOffset + HeaderBytes + ((long)firstRow * BytesPerRow);
            scorer.Score(rows, scores);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    /// <summary>Reads one row as floats.</summary>
    /// <exception cref="ObjectDisposedException">The index was disposed.</exception>
    public void Read(int row, Span<float> vector)
    {
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        try
        {
            byte* first = pointer + view.PointerOffset + HeaderBytes + ((long)row * BytesPerRow);
            VectorRows.Read(Form, new ReadOnlySpan<byte>(first, BytesPerRow), vector);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }
}
