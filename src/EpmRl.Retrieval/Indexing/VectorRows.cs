using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace EpmRl.Retrieval.Indexing;

/// <summary>One vector as the bytes of a row: <c>float[D]</c>, <c>Half[D]</c>, or a <c>float</c> scale and <c>sbyte[D]</c>.</summary>
internal static class VectorRows
{
    public const int LargestDimension = 16_384;

    public static int BytesPerRow(VectorForm form, int dimension) => form switch
    {
        VectorForm.Float32 => 4 * dimension,
        VectorForm.Float16 => 2 * dimension,
        _ => 4 + dimension,
    };

    /// <summary>Maximum length of a row's vector: 1.01, above the encoder's tolerance of 1.001; plus the rounding error for int8.</summary>
    /// <remarks>
    /// Rounding lengthens a vector most when one number is the largest, 127 steps, and the others are half a step that is rounded up:
    /// |rounded|² ÷ |vector|² is then at most (127² + D) ÷ (127² + D ÷ 4), which makes 1.019 of 1.01 at 384 numbers.
    /// </remarks>
    public static float LongestRow(VectorForm form, int dimension)
    {
        const float Steps = 127 * 127;
        return form == VectorForm.Int8 ? 1.01f * MathF.Sqrt((Steps + dimension) / (Steps + (dimension / 4f))) : 1.01f;
    }

    /// <summary>The numbers of a row.</summary>
    public static void Read(VectorForm form, ReadOnlySpan<byte> row, Span<float> vector)
    {
        switch (form)
        {
            case VectorForm.Float32:
                row.CopyTo(MemoryMarshal.AsBytes(vector));
                break;
            case VectorForm.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(row), vector);
                break;
            default:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, sbyte>(row[4..]), vector);
                TensorPrimitives.Multiply(vector, MemoryMarshal.Read<float>(row), vector);
                break;
        }
    }

    public static void Write(VectorForm form, ReadOnlySpan<float> vector, Span<byte> row)
    {
        switch (form)
        {
            case VectorForm.Float32:
                MemoryMarshal.AsBytes(vector).CopyTo(row);
                break;
            case VectorForm.Float16:
                TensorPrimitives.ConvertToHalf(vector, MemoryMarshal.Cast<byte, Half>(row));
                break;
            default:
                float scale = Math.Abs(TensorPrimitives.MaxMagnitude(vector)) / 127;
                MemoryMarshal.Write(row, scale);
                for (int i = 0; i < vector.Length; i++)
                {
                    row[4 + i] = (byte)(sbyte)(scale == 0 ? 0 : Math.Clamp(MathF.Round(vector[i] / scale), -127, 127));
                }

                break;
        }
    }
}
