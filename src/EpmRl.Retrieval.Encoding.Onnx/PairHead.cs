namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>The last layers of a pair encoder: tanh of a linear layer, and a linear layer to log-odds.</summary>
/// <param name="Dense">Weight [H, 2H] and bias [H], over the first token's state and the mean of all.</param>
/// <param name="Output">Weight [1, H] and bias [1].</param>
internal sealed record PairHead((float[] Weight, float[] Bias) Dense, (float[] Weight, float[] Bias) Output)
{
    /// <summary>Name of the inner layer's tensors.</summary>
    public const string DenseName = "pair.dense";

    /// <summary>Name of the output layer's tensors.</summary>
    public const string OutputName = "pair.output";

    /// <summary>Reads it from a checkpoint.</summary>
    /// <exception cref="ModelFormatException">A tensor is missing or has another shape.</exception>
    public static PairHead Read(SafetensorsFile file, int hidden)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new PairHead(Layer(file, DenseName, hidden, 2 * hidden), Layer(file, OutputName, 1, hidden));
    }

    private static (float[] Weight, float[] Bias) Layer(SafetensorsFile file, string name, int outputs, int inputs) =>
        (Tensor(file, name + ".weight", [outputs, inputs]), Tensor(file, name + ".bias", [outputs]));

    private static float[] Tensor(SafetensorsFile file, string name, long[] shape)
    {
        if (file.Find(name) is not { } entry || !entry.Shape.AsSpan().SequenceEqual(shape))
        {
            throw new ModelFormatException(
                $"{file.Path}: expected a tensor '{name}' of shape [{string.Join(", ", shape)}]; it is missing or has another shape. Train "
                    + "the pair encoder again.");
        }

        var numbers = new float[entry.Count];
        file.ReadFloats(entry, numbers);
        return numbers;
    }
}
