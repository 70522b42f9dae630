using System.Numerics.Tensors;

namespace EpmRl.Retrieval.Encoding;

/// <summary>The exact GELU, x · Φ(x) with Φ the normal distribution function (Hendrycks and Gimpel, 2016, arXiv:1606.08415).</summary>
internal static class Gelu
{
    // erf(x) = 1 − (a1 t + … + a5 t⁵) exp(−x²), t = 1 / (1 + p x), x ≥ 0. Source: Abramowitz and Stegun, 1964, 7.1.26; absolute error below
    // 1.5e-7, which is that of 32-bit floats.
    private const float P = 0.3275911f;
    private const int Block = 128;

    private static readonly float[] Coefficients = [1.061405429f, -1.453152027f, 1.421413741f, -0.284496736f, 0.254829592f];

    /// <summary>Replaces each number by its GELU.</summary>
    public static void Apply(Span<float> numbers)
    {
        Span<float> t = stackalloc float[Block], tail = stackalloc float[Block];
        for (int start = 0; start < numbers.Length; start += Block)
        {
            Span<float> x = numbers.Slice(start, Math.Min(Block, numbers.Length - start));
            Apply(x, t[..x.Length], tail[..x.Length]);
        }
    }

    // Φ(x) is 1 − tail for x ≥ 0 and tail for x < 0, with tail = (1 − erf(|x| / √2)) / 2; so x · Φ(x) = max(x, 0) − |x| · tail.
    private static void Apply(Span<float> x, Span<float> t, Span<float> tail)
    {
        TensorPrimitives.Abs(x, t);
        TensorPrimitives.Multiply(t, P / MathF.Sqrt(2), t);
        TensorPrimitives.Add(t, 1, t);
        TensorPrimitives.Divide(1, t, t);
        tail.Clear();
        foreach (float coefficient in Coefficients)
        {
            TensorPrimitives.AddMultiply(tail, coefficient, t, tail);
        }

        TensorPrimitives.Multiply(x, x, t);
        TensorPrimitives.Multiply(t, -0.5f, t);
        TensorPrimitives.Exp(t, t);
        TensorPrimitives.Multiply(tail, t, tail);
        TensorPrimitives.Multiply(tail, 0.5f, tail);
        TensorPrimitives.Abs(x, t);
        TensorPrimitives.Multiply(tail, t, tail);
        TensorPrimitives.Max(x, 0, x);
        TensorPrimitives.Subtract(x, tail, x);
    }
}
