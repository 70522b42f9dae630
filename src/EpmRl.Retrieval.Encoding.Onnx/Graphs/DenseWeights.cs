using System.Numerics.Tensors;

namespace EpmRl.Retrieval.Encoding.Onnx.Graphs;

/// <summary>Brings a linear layer's weights, [outputs, inputs] in checkpoints, into the forms that the operators want.</summary>
internal static class DenseWeights
{
    // 7 bits, not 8: without VNNI two 8-bit products are added in 16 bits, which saturates for larger weights (needs O8).
    // Measured on MiniLM-L6 the eighth bit is worth 0.001 of cosine; giving it up makes one int8 space for all processors.
    private const int LargestWeight = 63;

    private const int Block = 32; // a square of this size stays in the first-level cache while it is turned

    /// <summary>[rows, columns] to [columns, rows].</summary>
    public static T[] Transpose<T>(ReadOnlySpan<T> matrix, int rows, int columns)
    {
        var turned = new T[matrix.Length];
        for (int rowBlock = 0; rowBlock < rows; rowBlock += Block)
        {
            int rowEnd = Math.Min(rows, rowBlock + Block);
            for (int columnBlock = 0; columnBlock < columns; columnBlock += Block)
            {
                int columnEnd = Math.Min(columns, columnBlock + Block);
                for (int row = rowBlock; row < rowEnd; row++)
                {
                    for (int column = columnBlock; column < columnEnd; column++)
                    {
                        turned[column * rows + row] = matrix[row * columns + column];
                    }
                }
            }
        }

        return turned;
    }

    /// <summary>Symmetric 7-bit weights with one scale an output.</summary>
    /// <param name="weights">[outputs, inputs]; overwritten.</param>
    /// <param name="outputs">Rows.</param>
    /// <param name="inputs">Columns.</param>
    /// <returns>Integers [inputs, outputs], and scales [outputs] so that weight = integer × scale.</returns>
    public static (sbyte[] Integers, float[] Scales) Quantize(float[] weights, int outputs, int inputs)
    {
        var integers = new sbyte[weights.Length];
        var scales = new float[outputs];
        for (int output = 0; output < outputs; output++)
        {
            Span<float> row = weights.AsSpan(output * inputs, inputs);
            float largest = TensorPrimitives.MaxMagnitude<float>(row);
            float scale = MathF.Abs(largest) / LargestWeight;
            scales[output] = scale > 0 ? scale : 1;
            TensorPrimitives.Divide(row, scales[output], row);
            TensorPrimitives.Round<float>(row, row);
            TensorPrimitives.ConvertSaturating<float, sbyte>(row, integers.AsSpan(output * inputs, inputs));
        }

        return (Transpose<sbyte>(integers, outputs, inputs), scales);
    }
}
