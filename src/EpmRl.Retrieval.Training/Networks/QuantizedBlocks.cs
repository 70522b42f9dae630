namespace EpmRl.Retrieval.Training.Networks;

/// <summary>
/// Weights in 8-bit blocks along the input dimension, the layout of ONNX Runtime's <c>MatMulNBits</c> with 8 bits, blocks of 32 and zero
/// point 128: w[n, k] = (q[n, k] − 128) · scale[n, k / 32].
/// </summary>
internal static class QuantizedBlocks
{
    /// <summary>Weights of one block.</summary>
    public const int Size = 32;

    private const int ZeroPoint = 128;

    // The largest magnitude is mapped to one of these; which one rounds the block best differs from block to block.
    private static readonly float[] Steps = [127, 126, 125, 124, 123, 122, 121, 120];

    /// <summary>Widens blocks to numbers.</summary>
    /// <param name="codes">[n · Size].</param>
    /// <param name="scales">[n].</param>
    /// <param name="numbers">[n · Size], written.</param>
    public static void Read(ReadOnlySpan<byte> codes, ReadOnlySpan<float> scales, Span<float> numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (codes[i] - ZeroPoint) * scales[i / Size];
        }
    }

    /// <summary>Rounds one block to the scale with the least squared error among a few.</summary>
    /// <param name="numbers">[Size].</param>
    /// <param name="codes">[Size], written.</param>
    /// <returns>The scale; 0 for a block of zeros.</returns>
    public static float Write(ReadOnlySpan<float> numbers, Span<byte> codes)
    {
        float largest = 0;
        foreach (float number in numbers)
        {
            largest = Math.Max(largest, Math.Abs(number));
        }

        float best = 0;
        float least = float.PositiveInfinity;
        foreach (float step in largest > 0 ? Steps : [])
        {
            float scale = largest / step, error = 0;
            foreach (float number in numbers)
            {
                float difference = number - MathF.Round(number / scale) * scale;
                error += difference * difference;
            }

            (best, least) = error < least ? (scale, error) : (best, least);
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            codes[i] = (byte)(ZeroPoint + (best > 0 ? (int)MathF.Round(numbers[i] / best) : 0));
        }

        return best;
    }
}
