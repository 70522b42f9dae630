namespace EpmRl.Retrieval.Training.Graphs;

internal static partial class Op
{
    /// <summary>
    /// Rotary position embedding (Su et al., 2021, arXiv:2104.09864), halves paired: with x = [x₁, x₂] the result is
    /// [x₁ cos − x₂ sin, x₂ cos + x₁ sin]. Its gradient is the rotation back.
    /// </summary>
    /// <param name="x">[N, heads, D].</param>
    /// <param name="positions">int64 [N], row of each token in the tables.</param>
    /// <param name="cosine">[P, D / 2], no gradient.</param>
    /// <param name="sine">[P, D / 2], no gradient.</param>
    public static Tensor Rotary(Tensor x, Tensor positions, Tensor cosine, Tensor sine)
    {
        (Dimension heads, Dimension size) = (x.Shape[1], x.Shape[2]);
        Tensor y;
        if (x.Type == DataType.Double)
        {
            // The fused operator does not support doubles.
            long half = size.Size!.Value / 2;
            Tensor c = Unsqueeze(Gather(cosine, positions), 1), s = Unsqueeze(Gather(sine, positions), 1); // [N, 1, D / 2]
            Tensor first = Slice(x, 2, 0, half), second = Slice(x, 2, half, 2 * half);
            y = Concat(2, first * c - second * s, second * c + first * s);
        }
        else
        {
            // Each token is a text of its own: the operator refuses texts longer than the tables.
            long width = heads.Size!.Value * size.Size!.Value;
            Tensor texts = Reshape(x, Tensor.Integers(-1, 1, width), x.Shape[0], 1, width);
            Tensor rotated = Operation.Contrib(
                "RotaryEmbedding", [texts, Unsqueeze(positions, 1), cosine, sine], x.Type, texts.Shape, null);
            y = Reshape(rotated, Tensor.Integers(-1, heads.Size!.Value, size.Size!.Value), [.. x.Shape]);
        }

        return Operation.WithGradient(y, [x], dy => [Rotary(dy, positions, cosine, -sine)]);
    }
}
