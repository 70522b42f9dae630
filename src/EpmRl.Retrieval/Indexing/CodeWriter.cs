using System.Numerics.Tensors;

namespace EpmRl.Retrieval.Indexing;

/// <summary>Writes the codes of a version's rows.</summary>
internal sealed class CodeWriter
{
    private const int MostSampled = 65_536;

    private readonly HashedFile file;
    private readonly VectorForm form;
    private readonly float[] centre;
    private readonly float[] vector;
    private readonly byte[] code;

    /// <summary>Begins the file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="form">Form of the rows.</param>
    /// <param name="dimension">Length of the vectors.</param>
    /// <param name="rows">How many rows there will be.</param>
    /// <param name="readRow">Reads a row, for the centre: the mean of at most 65,536 evenly spaced rows.</param>
    public CodeWriter(HashedFile file, VectorForm form, int dimension, int rows, Action<int, Span<byte>> readRow)
    {
        this.file = file;
        this.form = form;
        vector = new float[dimension];
        code = new byte[CodeRows.BytesPerRow(dimension)];
        centre = Mean(rows, readRow);
        file.Write(MappedCodes.Header(centre, rows));
    }

    /// <summary>Writes the code of the next row.</summary>
    public void Write(ReadOnlySpan<byte> row)
    {
        VectorRows.Read(form, row, vector);
        TensorPrimitives.Subtract<float>(vector, centre, vector);
        CodeRows.Write(vector, code);
        file.Write(code);
    }

    private float[] Mean(int rows, Action<int, Span<byte>> readRow)
    {
        byte[] row = new byte[VectorRows.BytesPerRow(form, vector.Length)];
        double[] sums = new double[vector.Length];
        int step = Math.Max(1, rows / MostSampled), count = 0;
        for (int i = 0; i < rows; i += step, count++)
        {
            readRow(i, row);
            VectorRows.Read(form, row, vector);
            for (int d = 0; d < sums.Length; d++)
            {
                sums[d] += vector[d];
            }
        }

        return [.. sums.Select(sum => (float)(sum / Math.Max(1, count)))];
    }
}
