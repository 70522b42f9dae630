using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EpmRl.Retrieval.Encoding;

/// <summary>Inner products that are identical bit for bit on every processor, and so are scores, ties and thresholds.</summary>
/// <remarks>
/// A sum of floats depends on its order, and a library that uses the widest available registers changes the order with the processor. Here
/// number i always goes to partial sum i mod 32, in order; then the upper half of the partial sums is added to the lower half until one is
/// left. Products are rounded before they are added: a fused multiply-add gives other bits, and takes 13 times as long where a processor
/// lacks the instruction (AVX2 off: 1,360 instead of 100 ns for 384 halves). With AVX2, singles and bytes take the same time either way;
/// halves take a quarter to a half more than fused.
/// </remarks>
internal static class DotProduct
{
    private const int Partials = 32;

    private interface IRow
    {
        /// <summary>Eight numbers from number <paramref name="i"/> on.</summary>
        static abstract Vector256<float> Eight(ref byte row, int i);

        static abstract float One(ref byte row, int i);
    }

    /// <summary>The inner product of two vectors, [D] each.</summary>
    public static float Of(ReadOnlySpan<float> query, ReadOnlySpan<float> row)
    {
        ThrowIfShorter(row.Length, query);
        return Of<Singles>(query, ref Unsafe.As<float, byte>(ref MemoryMarshal.GetReference(row)));
    }

    /// <summary>The same with a vector of halves, each 2^-112 times its value: the query contains the factor 2^112.</summary>
    /// <remarks>
    /// A half's bits, shifted into a float's positions, are its value times 2^-112, subnormals included: two integer operations, and exact.
    /// </remarks>
    public static float OfHalves(ReadOnlySpan<float> query, ReadOnlySpan<short> row)
    {
        ThrowIfShorter(row.Length, query);
        return Of<Halves>(query, ref Unsafe.As<short, byte>(ref MemoryMarshal.GetReference(row)));
    }

    /// <summary>The same with a vector of integers.</summary>
    public static float OfBytes(ReadOnlySpan<float> query, ReadOnlySpan<sbyte> row)
    {
        ThrowIfShorter(row.Length, query);
        return Of<Bytes>(query, ref Unsafe.As<sbyte, byte>(ref MemoryMarshal.GetReference(row)));
    }

    /// <summary>The length (L2 norm) of a vector, [D].</summary>
    public static float Norm(ReadOnlySpan<float> vector) => MathF.Sqrt(Of(vector, vector));

    private static float Of<TRow>(ReadOnlySpan<float> query, ref byte row)
        where TRow : IRow
    {
        ref float q = ref MemoryMarshal.GetReference(query);
        Vector256<float> first = default, second = default, third = default, fourth = default;
        int i = 0;
        for (; i <= query.Length - Partials; i += Partials)
        {
            first += TRow.Eight(ref row, i) * Vector256.LoadUnsafe(ref q, (nuint)i);
            second += TRow.Eight(ref row, i + 8) * Vector256.LoadUnsafe(ref q, (nuint)i + 8);
            third += TRow.Eight(ref row, i + 16) * Vector256.LoadUnsafe(ref q, (nuint)i + 16);
            fourth += TRow.Eight(ref row, i + 24) * Vector256.LoadUnsafe(ref q, (nuint)i + 24);
        }

        if (i < query.Length)
        {
            Span<float> products = stackalloc float[Partials];
            products.Clear();
            for (int p = 0; i < query.Length; i++, p++)
            {
                products[p] = TRow.One(ref row, i) * query[i];
            }

            first += Vector256.Create<float>(products);
            second += Vector256.Create<float>(products[8..]);
            third += Vector256.Create<float>(products[16..]);
            fourth += Vector256.Create<float>(products[24..]);
        }

        Vector256<float> eight = (first + third) + (second + fourth);
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    private static void ThrowIfShorter(int length, ReadOnlySpan<float> query)
    {
        if (length != query.Length)
        {
            throw new ArgumentException($"The vectors have {query.Length} and {length} numbers.", nameof(query));
        }
    }

    private readonly struct Singles : IRow
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Eight(ref byte row, int i) => Vector256.LoadUnsafe(ref Unsafe.As<byte, float>(ref row), (nuint)i);

        public static float One(ref byte row, int i) => Unsafe.Add(ref Unsafe.As<byte, float>(ref row), i);
    }

    private readonly struct Halves : IRow
    {
        private const int Bits = unchecked((int)0x8FFF_E000); // the sign, and exponent and fraction at a float's positions

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Eight(ref byte row, int i)
        {
            Vector128<short> halves = Vector128.LoadUnsafe(ref Unsafe.As<byte, short>(ref row), (nuint)i);
            Vector256<int> wide = Avx2.IsSupported
                ? Avx2.ConvertToVector256Int32(halves)
                : Vector256.Create(Vector128.WidenLower(halves), Vector128.WidenUpper(halves));
            return ((wide << 13) & Vector256.Create(Bits)).AsSingle();
        }

        public static float One(ref byte row, int i) =>
            BitConverter.Int32BitsToSingle((Unsafe.Add(ref Unsafe.As<byte, short>(ref row), i) << 13) & Bits);
    }

    private readonly struct Bytes : IRow
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Eight(ref byte row, int i)
        {
            Vector128<sbyte> bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref row, i))).AsSByte();
            Vector128<short> shorts = Vector128.WidenLower(bytes);
            return Vector256.ConvertToSingle(Avx2.IsSupported
                ? Avx2.ConvertToVector256Int32(bytes)
                : Vector256.Create(Vector128.WidenLower(shorts), Vector128.WidenUpper(shorts)));
        }

        public static float One(ref byte row, int i) => (sbyte)Unsafe.Add(ref row, i);
    }
}
