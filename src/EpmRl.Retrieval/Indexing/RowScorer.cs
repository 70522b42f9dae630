using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Indexing;

/// <summary>Inner products of one query with rows of any form, straight from the mapped file.</summary>
internal readonly unsafe struct RowScorer
{
    private const float HalfExponentShift = 5.192296858534828e33f; // 2^112, see DotProduct.OfHalves

    private readonly VectorForm form;
    private readonly int bytesPerRow;
    private readonly float[] query;

    public RowScorer(VectorForm form, ReadOnlySpan<float> query)
    {
        this.form = form;
        this.query = query.ToArray();
        bytesPerRow = VectorRows.BytesPerRow(form, query.Length);
        Limit = DotProduct.Norm(query) * VectorRows.LongestRow(form, query.Length);
        if (form == VectorForm.Float16)
        {
            TensorPrimitives.Multiply(query, HalfExponentShift, this.query);
        }
    }

    /// <summary>The largest absolute score that a row can give: the query's length times that of the longest row.</summary>
    public float Limit { get; }

    /// <summary>Scores consecutive rows.</summary>
    /// <param name="rows">First byte of as many rows as there are scores.</param>
    /// <param name="scores">[rows]: the cosines, both sides being unit vectors.</param>
    public void Score(byte* rows, Span<float> scores)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            var row = new ReadOnlySpan<byte>(rows + ((long)i * bytesPerRow), bytesPerRow);
            scores[i] = form switch
            {
                VectorForm.Float32 => DotProduct.Of(query, MemoryMarshal.Cast<byte, float>(row)),
                VectorForm.Float16 => DotProduct.OfHalves(query, MemoryMarshal.Cast<byte, short>(row)),
                _ => MemoryMarshal.Read<float>(row) * DotProduct.OfBytes(query, MemoryMarshal.Cast<byte, sbyte>(row[4..])),
            };
        }
    }

    /// <summary>The place of the first impossible score (NaN, infinite or beyond <see cref="Limit"/>); -1 when there is none.</summary>
    public int FindImpossible(ReadOnlySpan<float> scores)
    {
        if (scores.IsEmpty || Math.Abs(TensorPrimitives.MaxMagnitude(scores)) <= Limit)
        {
            return -1; // the maximum is NaN when a score is
        }

        int place = 0;
        while (Math.Abs(scores[place]) <= Limit)
        {
            place++;
        }

        return place;
    }
}
