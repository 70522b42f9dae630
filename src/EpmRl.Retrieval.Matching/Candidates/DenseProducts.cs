using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EpmRl.Retrieval.Matching;

/// <summary>All inner products of two blocks of vectors.</summary>
internal static class DenseProducts
{
    private const int Rows = 4; // 4 by 2 sums stay in registers: 6 loads for 8 products
    private const int Columns = 2;
    private const int Lane = 8;

    /// <summary>Computes the products.</summary>
    /// <param name="left">float32 [L, D].</param>
    /// <param name="right">float32 [R, D].</param>
    /// <param name="dimension">D.</param>
    /// <param name="products">float32 [L, stride]: number j of row i for row i of left and row j of right.</param>
    /// <param name="stride">Numbers of a row of products, R or more.</param>
    public static void Multiply(
        ReadOnlySpan<float> left, ReadOnlySpan<float> right, int dimension, Span<float> products, int stride)
    {
        int rows = left.Length / dimension, columns = right.Length / dimension;
        ref float l = ref MemoryMarshal.GetReference(left);
        ref float r = ref MemoryMarshal.GetReference(right);
        for (int j = 0; j < columns; j += Columns)
        {
            for (int i = 0; i < rows; i += Rows)
            {
                if (i + Rows <= rows && j + Columns <= columns)
                {
                    Tile(ref Unsafe.Add(ref l, i * dimension), ref Unsafe.Add(ref r, j * dimension), dimension,
                        products[((i * stride) + j)..], stride);
                    continue;
                }

                for (int y = i; y < Math.Min(rows, i + Rows); y++)
                {
                    for (int x = j; x < Math.Min(columns, j + Columns); x++)
                    {
                        products[(y * stride) + x] =
                            One(ref Unsafe.Add(ref l, y * dimension), ref Unsafe.Add(ref r, x * dimension), dimension);
                    }
                }
            }
        }
    }

    private static void Tile(ref float left, ref float right, int dimension, Span<float> products, int stride)
    {
        ref float l1 = ref Unsafe.Add(ref left, dimension);
        ref float l2 = ref Unsafe.Add(ref left, 2 * dimension);
        ref float l3 = ref Unsafe.Add(ref left, 3 * dimension);
        ref float r1 = ref Unsafe.Add(ref right, dimension);
        Vector256<float> s00 = default, s01 = default, s10 = default, s11 = default;
        Vector256<float> s20 = default, s21 = default, s30 = default, s31 = default;
        nuint d = 0;
        for (nuint end = (nuint)(dimension - (dimension % Lane)); d < end; d += Lane)
        {
            Vector256<float> b0 = Vector256.LoadUnsafe(ref right, d), b1 = Vector256.LoadUnsafe(ref r1, d);
            Vector256<float> a = Vector256.LoadUnsafe(ref left, d);
            s00 = Vector256.MultiplyAddEstimate(a, b0, s00);
            s01 = Vector256.MultiplyAddEstimate(a, b1, s01);
            a = Vector256.LoadUnsafe(ref l1, d);
            s10 = Vector256.MultiplyAddEstimate(a, b0, s10);
            s11 = Vector256.MultiplyAddEstimate(a, b1, s11);
            a = Vector256.LoadUnsafe(ref l2, d);
            s20 = Vector256.MultiplyAddEstimate(a, b0, s20);
            s21 = Vector256.MultiplyAddEstimate(a, b1, s21);
            a = Vector256.LoadUnsafe(ref l3, d);
            s30 = Vector256.MultiplyAddEstimate(a, b0, s30);
            s31 = Vector256.MultiplyAddEstimate(a, b1, s31);
        }

        int from = (int)d;
        products[0] = Vector256.Sum(s00) + Rest(ref left, ref right, from, dimension);
        products[1] = Vector256.Sum(s01) + Rest(ref left, ref r1, from, dimension);
        products[stride] = Vector256.Sum(s10) + Rest(ref l1, ref right, from, dimension);
        products[stride + 1] = Vector256.Sum(s11) + Rest(ref l1, ref r1, from, dimension);
        products[2 * stride] = Vector256.Sum(s20) + Rest(ref l2, ref right, from, dimension);
        products[(2 * stride) + 1] = Vector256.Sum(s21) + Rest(ref l2, ref r1, from, dimension);
        products[3 * stride] = Vector256.Sum(s30) + Rest(ref l3, ref right, from, dimension);
        products[(3 * stride) + 1] = Vector256.Sum(s31) + Rest(ref l3, ref r1, from, dimension);
    }

    private static float One(ref float left, ref float right, int dimension)
    {
        Vector256<float> sum = default;
        nuint d = 0;
        for (nuint end = (nuint)(dimension - (dimension % Lane)); d < end; d += Lane)
        {
            sum = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, d), Vector256.LoadUnsafe(ref right, d), sum);
        }

        return Vector256.Sum(sum) + Rest(ref left, ref right, (int)d, dimension);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Rest(ref float left, ref float right, int from, int dimension)
    {
        float sum = 0;
        for (int d = from; d < dimension; d++)
        {
            sum += Unsafe.Add(ref left, d) * Unsafe.Add(ref right, d);
        }

        return sum;
    }
}
