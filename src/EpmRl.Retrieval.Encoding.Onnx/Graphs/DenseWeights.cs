using System.Numerics.Tensors;
using EpmRl.Retrieval.Encoding.Onnx.Graphs;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>Converts a linear layer's weights, [outputs, inputs] in checkpoints, to the forms the operators need.</summary>
internal static class DenseWeights
{
    // 7 bits, not 8: without VNNI two 8-bit products are added in 16 bits, which saturates for larger weights. Measured on MiniLM-L6
    // the eighth bit is worth 0.001 of cosine; dropping it makes one int8 space for all processors.
    private const int LargestWeight = 63;

    private const int Block = 64; // rows transposed together: one cache line of the result

    /// <summary>Symmetric 7-bit weights with one scale an output, so that weight = integer × scale.</summary>
    /// <param name="weights">[outputs, inputs]; overwritten.</param>
    /// <param name="integers">Takes the integers, [inputs, outputs].</param>
    /// <param name="scales">Takes the scales, [outputs].</param>
    public static void Quantize(Span<float> weights, Span<sbyte> integers, Span<float> scales)
    {
        int outputs = scales.Length;
        int inputs = weights.Length / outputs;
        var rows = new sbyte[weights.Length];
        for (int output = 0; output < outputs; output++)
        {
            Span<float> row = weights.Slice(output * inputs, inputs);
            float scale = MathF.Abs(TensorPrimitives.MaxMagnitude<float>(row)) / LargestWeight;
            scales[output] = scale > 0 ? scale : 1;
            TensorPrimitives.Divide(row, scales[output], row);
            TensorPrimitives.Round<float>(row, row);
            TensorPrimitives.ConvertSaturating<float, sbyte>(row, rows.AsSpan(output * inputs, inputs));
        }

        Transpose(rows, integers, outputs, inputs);
    }

    private static void Transpose(ReadOnlySpan<sbyte> matrix, Span<sbyte> turned, int rows, int columns)
    {
        for (int rowBlock = 0; rowBlock < rows; rowBlock += Block)
        {
            int rowEnd = Math.Min(rows, rowBlock + Block);
            for (int column = 0; column < columns; column++)
            {
                for (int row = rowBlock; row < rowEnd; row++)
                {
                    turned[column * rows + row] = matrix[row * columns + column];
                }
            }
        }
    }
}
