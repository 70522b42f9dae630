using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Indexing;

/// <summary>Estimates inner products of one query with the rows of codes, and how far the estimate may be too low.</summary>
/// <remarks>
/// With c the centre, x a row's vector (of length 1), d = x − c and s the signs of d: q·x = q·c + c·d + (q − c)·d, where c·d follows from
/// the lengths and (q − c)·d is estimated by (q − c)·s times the row's scale. For random directions, the estimate's error has the standard
/// deviation √(π/2 − 1) · |q − c| · |d| / √(D − 1) (RaBitQ, theorem 3.2). The query is rounded to 4 bits a number, which adds little error;
/// the inner product with signs is then five bit counts per word.
/// </remarks>
internal readonly unsafe struct CodeScorer
{
    private const int Planes = 4;
    private const int Levels = 15; // largest number of 4 bits

    // The longest difference between vectors of any form and dimension; and the scale, Σd² ÷ Σ|d|, is at most the length, |d|.
    private const float LongestDifference = 2.6f, HalfRounding = 1.002f;

    private readonly int words;
    private readonly int bytesPerRow;
    private readonly ulong[] planes; // [words, Planes]: bit p of every number of the rounded query
    private readonly float step; // number n of the query is step · (n − Levels / 2)
    private readonly float sum; // of the rounded query
    private readonly float constant;
    private readonly float perLength;

    /// <summary>Prepares a query.</summary>
    /// <param name="query">The query, [D].</param>
    /// <param name="centre">The codes' centre, [D].</param>
    /// <param name="deviations">By how many standard deviations of the error a bound exceeds the estimate.</param>
    public CodeScorer(ReadOnlySpan<float> query, ReadOnlySpan<float> centre, float deviations)
    {
        float[] difference = new float[query.Length];
        TensorPrimitives.Subtract(query, centre, difference);
        words = CodeRows.Words(query.Length);
        bytesPerRow = CodeRows.BytesPerRow(query.Length);
        planes = new ulong[words * Planes];
        step = 2 * Math.Abs(TensorPrimitives.MaxMagnitude<float>(difference)) / Levels;
        for (int i = 0; i < difference.Length; i++)
        {
            int number = step == 0 ? 0 : (int)Math.Clamp(MathF.Round((difference[i] / step) + (Levels / 2f)), 0, Levels);
            sum += step * (number - (Levels / 2f));
            for (int p = 0; p < Planes; p++)
            {
                planes[(i / 64 * Planes) + p] |= (ulong)((number >> p) & 1) << (i % 64);
            }
        }

        constant = DotProduct.Of(query, centre) + ((1 - DotProduct.Of(centre, centre)) / 2);
        perLength = deviations * MathF.Sqrt((MathF.PI / 2) - 1) * DotProduct.Norm(difference) / MathF.Sqrt(Math.Max(1, query.Length - 1));
    }

    /// <summary>Computes upper bounds for consecutive rows.</summary>
    /// <param name="rows">First byte of as many rows as there are bounds.</param>
    /// <param name="bounds">[rows]: upper bounds of the cosines, both sides being unit vectors.</param>
    /// <returns>The place of the first row whose scale or length is impossible; -1 when there is none.</returns>
    public int Bound(byte* rows, Span<float> bounds)
    {
        fixed (ulong* planesStart = planes)
        {
            for (int i = 0; i < bounds.Length; i++, rows += bytesPerRow)
            {
                ulong* signs = (ulong*)rows, plane = planesStart;
                int set = 0, first = 0, second = 0, third = 0, fourth = 0;
                for (int w = 0; w < words; w++, plane += Planes)
                {
                    ulong word = Unsafe.ReadUnaligned<ulong>(signs + w);
                    set += BitOperations.PopCount(word);
                    first += BitOperations.PopCount(word & plane[0]);
                    second += BitOperations.PopCount(word & plane[1]);
                    third += BitOperations.PopCount(word & plane[2]);
                    fourth += BitOperations.PopCount(word & plane[3]);
                }

                float scale = (float)Unsafe.ReadUnaligned<Half>(signs + words);
                float length = (float)Unsafe.ReadUnaligned<Half>((byte*)(signs + words) + 2);
                if (!(length <= LongestDifference && scale >= 0 && scale <= length * HalfRounding))
                {
                    return i;
                }

                int weighted = first + (2 * second) + (4 * third) + (8 * fourth);
                float product = (step * ((2 * weighted) - (Levels * set))) - sum; // of the query's difference and the signs, ±1
                bounds[i] = constant - (length * length / 2) + (scale * product) + (perLength * length);
            }
        }

        return -1;
    }
}
