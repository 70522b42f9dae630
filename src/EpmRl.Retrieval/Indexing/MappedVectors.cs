using System.Buffers.Binary;

namespace EpmRl.Retrieval.Indexing;

/// <summary>The vectors of an index, mapped into memory. Safe for concurrent readers, even if disposed during a read.</summary>
internal sealed unsafe class MappedVectors : IDisposable
{
    private const int HeaderBytes = 64;

    private readonly string path;
    private readonly MappedFile file;

    private MappedVectors(string path, MappedFile file, VectorForm form, int dimension)
    {
        this.path = path;
        this.file = file;
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

    /// <exception cref="IndexFormatException">The header does not match the manifest.</exception>
    public static MappedVectors Open(string path, VectorForm form, int dimension, int rows)
    {
        var file = new MappedFile(path, SizeOf(form, dimension, rows));
        if (!file.Beginning(HeaderBytes).AsSpan().SequenceEqual(Header(form, dimension, rows)))
        {
            file.Dispose();
            throw ManifestFile.Damaged(
                path, $"its header does not describe {rows} vectors of {dimension} numbers as {VectorForms.NameOf(form)}");
        }

        return new MappedVectors(path, file, form, dimension);
    }

    /// <summary>Scores consecutive rows against a query.</summary>
    /// <exception cref="ObjectDisposedException">The index was disposed.</exception>
    /// <exception cref="IndexFormatException">A score is one that no unit vector gives.</exception>
    public void Score(in RowScorer scorer, int firstRow, Span<float> scores)
    {
        using MappedFile.Held held = file.Hold();
        scorer.Score(held.Start + HeaderBytes + ((long)firstRow * BytesPerRow), scores);
        if (scorer.FindImpossible(scores) is >= 0 and int place)
        {
            throw Impossible(firstRow + place, scores[place], scorer.Limit);
        }
    }

    /// <summary>Scores some rows against a query.</summary>
    /// <param name="scorer">The query.</param>
    /// <param name="rows">[rows]: their places.</param>
    /// <param name="scores">[rows]: their scores.</param>
    /// <exception cref="ObjectDisposedException">The index was disposed.</exception>
    /// <exception cref="IndexFormatException">A score is one that no unit vector gives.</exception>
    public void Score(in RowScorer scorer, ReadOnlySpan<int> rows, Span<float> scores)
    {
        using MappedFile.Held held = file.Hold();
        for (int i = 0; i < rows.Length; i++)
        {
            scorer.Score(held.Start + HeaderBytes + ((long)rows[i] * BytesPerRow), scores.Slice(i, 1));
        }

        if (scorer.FindImpossible(scores[..rows.Length]) is >= 0 and int place)
        {
            throw Impossible(rows[place], scores[place], scorer.Limit);
        }
    }

    /// <summary>Reads one row as floats.</summary>
    /// <exception cref="ObjectDisposedException">The index was disposed.</exception>
    public void Read(int row, Span<float> vector)
    {
        using MappedFile.Held held = file.Hold();
        VectorRows.Read(Form, new ReadOnlySpan<byte>(held.Start + HeaderBytes + ((long)row * BytesPerRow), BytesPerRow), vector);
    }

    public void Dispose() => file.Dispose();

    private IndexFormatException Impossible(int row, float score, float limit) => ManifestFile.Damaged(
        path, FormattableString.Invariant($"the vector of row {row} gives the score {score}; {-limit:0.###} to {limit:0.###} expected"));
}
