using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// One vector as a code: the signs of its difference from the centre, one bit per number, then two halves: the scale that turns an inner
/// product with the signs into one with the difference, and the length of the difference. Source: RaBitQ (Gao and Long, 2024,
/// arXiv:2405.12497), without its random rotation.
/// </summary>
internal static class CodeRows
{
    private const int WordBits = 64;

    /// <summary>Words of signs in a row.</summary>
    public static int Words(int dimension) => (dimension + WordBits - 1) / WordBits;

    public static int BytesPerRow(int dimension) => (Words(dimension) * sizeof(ulong)) + 4;

    /// <summary>Writes a row.</summary>
    /// <param name="difference">The vector minus the centre, [D].</param>
    /// <param name="row">[<see cref="BytesPerRow"/>].</param>
    public static void Write(ReadOnlySpan<float> difference, Span<byte> row)
    {
        row.Clear(); // of an uneven number, the last bits stay empty
        int i = 0;
        for (; i <= difference.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            // Eight signs make a byte; words are little-endian.
            row[i / 8] = (byte)Vector256.GreaterThan(Vector256.Create(difference[i..]), Vector256<float>.Zero).ExtractMostSignificantBits();
        }

        for (; i < difference.Length; i++)
        {
            row[i / 8] |= (byte)(difference[i] > 0 ? 1 << (i % 8) : 0);
        }

        // Sequentially, in double: the file's bytes must not depend on the processor.
        double sum = 0, squares = 0;
        foreach (float number in difference)
        {
            sum += Math.Abs(number);
            squares += (double)number * number;
        }

        MemoryMarshal.Write(row[^4..], (Half)(sum > 0 ? squares / sum : 0));
        MemoryMarshal.Write(row[^2..], (Half)Math.Sqrt(squares));
    }
}
