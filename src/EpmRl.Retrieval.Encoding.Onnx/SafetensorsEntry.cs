namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">The format's name of the number type: F32, F16, BF16, I64 …</param>
/// <param name="Shape">Dimensions.</param>
/// <param name="Start">First byte, counted after the header.</param>
/// <param name="Length">Bytes.</param>
internal sealed record SafetensorsEntry(string Name, string Type, long[] Shape, long Start, long Length)
{
    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);
}
