namespace EpmRl.Retrieval.Training.Graphs;

internal static partial class Op
{
    // erfc(x) = t · exp(−x² + P(t)), t = 2 / (2 + x), x ≥ 0: Chebyshev coefficients of P. Source: Press et al., Numerical Recipes,
    // third edition, 6.2.2; relative error below 1.2e-16.
    private static readonly double[] ErfcCoefficients =
    [
        -1.3026537197817094, 6.4196979235649026e-1, 1.9476473204185836e-2, -9.561514786808631e-3, -9.46595344482036e-4,
        3.66839497852761e-4, 4.2523324806907e-5, -2.0278578112534e-5, -1.624290004647e-6, 1.303655835580e-6, 1.5626441722e-8,
        -8.5238095915e-8, 6.529054439e-9, 5.059343495e-9, -9.91364156e-10, -2.27365122e-10, 9.6467911e-11, 2.394038e-12,
        -6.886027e-12, 8.94487e-13, 3.13092e-13, -1.12708e-13, 3.81e-16, 7.106e-15, -1.523e-15, -9.4e-17, 1.21e-16, -2.8e-17,
    ];

    /// <summary>The error function.</summary>
    public static Tensor Erf(Tensor x) => x.Type == DataType.Double
        ? ErfInDouble(x)
        : Unary("Erf", x, (_, dy) => ErfGradient(x, dy));

    /// <summary>x · Φ(x), Φ the normal distribution function: the exact GELU (Hendrycks and Gimpel, 2016, arXiv:1606.08415).</summary>
    public static Tensor Gelu(Tensor x)
    {
        // y' = Φ(x) + x · φ(x)
        Tensor?[] Gradient(Tensor y, Tensor dy)
        {
            Tensor density = Exp(x * x * -0.5) * (1 / Math.Sqrt(2 * Math.PI));
            return [dy * (NormalDistribution(x) + x * density)];
        }

        return x.Type == DataType.Double
            ? x * NormalDistribution(x)
            : Operation.Contrib("Gelu", [x], x.Type, x.Shape, Gradient);
    }

    /// <summary>The approximation of <see cref="Gelu"/> with the hyperbolic tangent (the same paper): x · σ(2u).</summary>
    /// <remarks>u = √(2/π) (x + 0.044715 x³), and ½ (1 + tanh u) = σ(2u), whose gradient needs fewer passes over memory.</remarks>
    public static Tensor GeluTanh(Tensor x)
    {
        double linear = 2 * Math.Sqrt(2 / Math.PI), cubic = linear * 0.044715;
        Tensor square = x * x;
        Tensor gate = Sigmoid(x * (square * cubic + linear));
        Tensor y = x.Type == DataType.Double ? x * gate : Operation.Contrib("FastGelu", [x], x.Type, x.Shape, null);
        return Operation.WithGradient(y, [x], dy => // y' = σ + x · σ (1 − σ) · 2u'
            [dy * (gate + x * (square * (3 * cubic) + linear) * (gate * (1 - gate)))]);
    }

    private static Tensor NormalDistribution(Tensor x) => (Erf(x * Math.Sqrt(0.5)) + 1) * 0.5;

    // ONNX Runtime has no Erf for doubles. Only reference runs need it, so it is exact rather than fast.
    private static Tensor ErfInDouble(Tensor x)
    {
        Tensor size = Operation.Standard("Abs", [x], x.Type, x.Shape, null);
        Tensor t = 2 / (size + 2);
        Tensor twice = t * 4 - 2;
        Tensor d = Zero(x), dd = Zero(x);
        for (int i = ErfcCoefficients.Length - 1; i > 0; i--) // Clenshaw's recurrence
        {
            (d, dd) = (twice * d - dd + ErfcCoefficients[i], d);
        }

        Tensor erfc = t * Exp((twice * d + ErfcCoefficients[0]) * 0.5 - dd - size * size);
        Tensor sign = Operation.Standard("Sign", [x], x.Type, x.Shape, null);
        return Operation.WithGradient(sign * (1 - erfc), [x], dy => [ErfGradient(x, dy)]);
    }

    private static Tensor ErfGradient(Tensor x, Tensor dy) => dy * (Exp(-(x * x)) * (2 / Math.Sqrt(Math.PI)));
}
