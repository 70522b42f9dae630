namespace EpmRl.Retrieval.Training.Graphs;

internal static partial class Op
{
    // Added to logits to exclude a place: finite, so that a row with every place excluded stays finite too.
    private const double RuledOut = -1e30;

    /// <summary>Softmax over the last dimension.</summary>
    public static Tensor Softmax(Tensor x)
    {
        int last = x.Rank - 1;
        return Operation.Standard("Softmax", [x], x.Type, x.Shape, (y, dy) =>
        {
            Tensor weighted = dy * y;
            return [weighted - y * ReduceSum(weighted, keep: true, last)];
        }, ("axis", -1));
    }

    /// <summary><paramref name="x"/> at allowed places, a very low number elsewhere; no gradient passes there.</summary>
    /// <param name="x">Logits.</param>
    /// <param name="allowed">Bool, broadcast.</param>
    public static Tensor Masked(Tensor x, Tensor allowed) => Where(allowed, x, Tensor.Scalar(x.Type, RuledOut));

    /// <summary>Layer normalisation over the last dimension (Ba et al., 2016, arXiv:1607.06450).</summary>
    /// <param name="x">[…, H].</param>
    /// <param name="weight">[H].</param>
    /// <param name="bias">[H].</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static Tensor LayerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon)
    {
        // ONNX Runtime's own operator takes three times as long, and returns the mean and the scale of doubles as floats.
        int last = x.Rank - 1;
        Tensor centred = x - ReduceMean(x, keep: true, last);
        Tensor scale = 1 / Sqrt(ReduceMean(centred * centred, keep: true, last) + epsilon); // […, 1]
        Tensor unit = centred * scale;
        return Operation.WithGradient(unit * weight + bias, [x, weight, bias], dy =>
        {
            Tensor g = dy * weight;
            Tensor along = ReduceMean(g * unit, keep: true, last);
            Tensor dx = (g - ReduceMean(g, keep: true, last) - unit * along) * scale;
            return [dx, SumTo(dy * unit, weight), SumTo(dy, bias)];
        });
    }

    /// <summary>Root-mean-square normalisation over the last dimension (Zhang and Sennrich, 2019, arXiv:1910.07467).</summary>
    /// <param name="x">[…, H].</param>
    /// <param name="weight">[H].</param>
    /// <param name="epsilon">Added to the mean square.</param>
    public static Tensor RmsNorm(Tensor x, Tensor weight, double epsilon)
    {
        int last = x.Rank - 1;
        Tensor y, scale;
        if (x.Type == DataType.Double)
        {
            scale = 1 / Sqrt(ReduceMean(x * x, keep: true, last) + epsilon); // […, 1]
            y = x * scale * weight;
        }
        else
        {
            // The fused operator returns the scale of doubles as floats.
            Tensor[] fused = Operation.Several(
                "SimplifiedLayerNormalization", [x, weight],
                [(x.Type, [.. x.Shape]), (x.Type, [.. x.Shape.SkipLast(1), 1])], null, ("axis", -1), ("epsilon", (float)epsilon));
            (y, scale) = (fused[0], fused[1]);
        }

        return Operation.WithGradient(y, [x, weight], dy =>
        {
            Tensor unit = x * scale, g = dy * weight;
            Tensor along = ReduceMean(g * unit, keep: true, last);
            return [(g - unit * along) * scale, SumTo(dy * unit, weight)];
        });
    }

    /// <summary>Each vector of the last dimension divided by its L2 norm.</summary>
    public static Tensor L2Normalize(Tensor x) => x / Sqrt(ReduceSum(x * x, keep: true, x.Rank - 1));

    /// <summary>Mean over a dimension of the places whose weight is not 0.</summary>
    /// <param name="x">[B, T, H].</param>
    /// <param name="mask">[B, T], 1 for a place that counts and 0 otherwise; each row has at least one that counts.</param>
    /// <returns>[B, H].</returns>
    public static Tensor MaskedMean(Tensor x, Tensor mask)
    {
        Tensor shares = mask / ReduceSum(mask, keep: true, 1); // [B, T]
        Tensor mean = MatMul(Unsqueeze(shares, 1), x); // [B, 1, H]
        return Reshape(mean, Tensor.Integers(-1, x.Shape[2].Size!.Value), x.Shape[0], x.Shape[2]);
    }
}
