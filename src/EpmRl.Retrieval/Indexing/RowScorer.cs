using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EpmRl.Retrieval.Indexing;

/// <summary>Inner products of one query with rows of any form, straight from the mapped file.</summary>
internal readonly unsafe struct RowScorer
{
    // A half's bits, shifted into a float's places, are its value times 2^-112, subnormals included. The query brings the factor
    // back, which makes the conversion two integer operations and exact.
    private const float HalfExponentShift = 5.192296858534828e33f; // 2^112

    private readonly VectorForm form;
    private readonly int bytesPerRow;
    private readonly float[] query;

    public RowScorer(VectorForm form, ReadOnlySpan<float> query)
    {
        this.form = form;
        this.query = query.ToArray();
        bytesPerRow = VectorRows.BytesPerRow(form, query.Length);
        if (form == VectorForm.Float16)
        {
            TensorPrimitives.Multiply(query, HalfExponentShift, this.query);
        }
    }

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
                VectorForm.Float32 => TensorPrimitives.Dot(query, MemoryMarshal.Cast<byte, float>(row)),
                VectorForm.Float16 => DotHalf(query, MemoryMarshal.Cast<byte, short>(row)),
                _ => MemoryMarshal.Read<float>(row) * DotInt8(query, MemoryMarshal.Cast<byte, sbyte>(row[4..])),
            };
        }
    }

    private static float DotHalf(ReadOnlySpan<float> query, ReadOnlySpan<short> row)
    {
        ref float q = ref MemoryMarshal.GetReference(query);
        ref short r = ref MemoryMarshal.GetReference(row);
        var bits = Vector256.Create(unchecked((int)0x8FFF_E000)); // the sign, and exponent and fraction in a float's places
        Vector256<float> even = default, odd = default;
        int i = 0;
        for (; i <= row.Length - 16; i += 16)
        {
            (Vector256<int> lower, Vector256<int> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref r, (nuint)i));
            even = Vector256.FusedMultiplyAdd(((lower << 13) & bits).AsSingle(), Vector256.LoadUnsafe(ref q, (nuint)i), even);
            odd = Vector256.FusedMultiplyAdd(((upper << 13) & bits).AsSingle(), Vector256.LoadUnsafe(ref q, (nuint)i + 8), odd);
        }

        float sum = Vector256.Sum(even + odd);
        for (; i < row.Length; i++)
        {
            sum += BitConverter.Int32BitsToSingle((row[i] << 13) & unchecked((int)0x8FFF_E000)) * query[i];
        }

        return sum;
    }

    private static float DotInt8(ReadOnlySpan<float> query, ReadOnlySpan<sbyte> row)
    {
        ref float q = ref MemoryMarshal.GetReference(query);
        ref sbyte r = ref MemoryMarshal.GetReference(row);
        Vector256<float> even = default, odd = default;
        int i = 0;
        for (; i <= row.Length - 16; i += 16)
        {
            (Vector128<short> low, Vector128<short> high) = Vector128.Widen(Vector128.LoadUnsafe(ref r, (nuint)i));
            (Vector256<int> lower, Vector256<int> upper) = Vector256.Widen(Vector256.Create(low, high));
            even = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(lower), Vector256.LoadUnsafe(ref q, (nuint)i), even);
            odd = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(upper), Vector256.LoadUnsafe(ref q, (nuint)i + 8), odd);
        }

        float sum = Vector256.Sum(even + odd);
        for (; i < row.Length; i++)
        {
            sum += row[i] * query[i];
        }

        return sum;
    }
}
