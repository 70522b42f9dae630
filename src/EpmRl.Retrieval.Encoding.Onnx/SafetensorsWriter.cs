using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>Writes safetensors files of floats.</summary>
internal static class SafetensorsWriter
{
    /// <summary>Writes a file, tensor by tensor: no more than one is held.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <param name="tensors">Names and shapes, in the order of the file.</param>
    /// <param name="read">A tensor's numbers.</param>
    /// <param name="halves">True for 16-bit floats (F16), false for 32-bit ones (F32).</param>
    /// <param name="cancellationToken">Checked between tensors.</param>
    public static void Write(
        string path, IReadOnlyList<(string Name, long[] Shape)> tensors, Func<string, float[]> read, bool halves, CancellationToken cancellationToken)
    {
        using FileStream stream = File.Create(path);
        byte[] header = Header(tensors, halves ? "F16" : "F32", halves ? 2 : 4);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach ((string name, _) in tensors)
        {
            cancellationToken.ThrowIfCancellationRequested();
            float[] numbers = read(name);
            if (halves)
            {
                var rounded = new Half[numbers.Length];
                TensorPrimitives.ConvertToHalf(numbers, rounded);
                stream.Write(MemoryMarshal.AsBytes(rounded.AsSpan()));
            }
            else
            {
                stream.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
            }
        }

        stream.Flush(flushToDisk: true);
    }

    private static byte[] Header(IReadOnlyList<(string Name, long[] Shape)> tensors, string type, int bytes)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            long at = 0;
            foreach ((string name, long[] shape) in tensors)
            {
                long end = at + (shape.Aggregate(1L, (product, size) => product * size) * bytes);
                writer.WriteStartObject(name);
                writer.WriteString("dtype", type);
                WriteNumbers(writer, "shape", shape);
                WriteNumbers(writer, "data_offsets", [at, end]);
                writer.WriteEndObject();
                at = end;
            }

            writer.WriteEndObject();
        }

        while (json.Length % 8 != 0)
        {
            json.WriteByte((byte)' '); // the data begins at a multiple of 8 bytes, as the format asks
        }

        return json.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, long[] numbers)
    {
        writer.WriteStartArray(name);
        foreach (long number in numbers)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }
}
