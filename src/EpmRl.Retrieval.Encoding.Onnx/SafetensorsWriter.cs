using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>Writes safetensors files, completely or not at all.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8; // of the header, so that tensors of 8-byte elements are aligned

    /// <summary>Returns the bytes of a tensor when they are written; called once.</summary>
    public delegate ReadOnlySpan<byte> Content();

    /// <summary>Writes floats tensor by tensor, holding one at a time.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="tensors">Names and shapes, in the order of the file.</param>
    /// <param name="read">A tensor's numbers.</param>
    /// <param name="halves">True for 16-bit floats (F16), false for 32-bit ones (F32).</param>
    /// <param name="cancellationToken">Checked between tensors; on cancellation nothing is left behind.</param>
    public static void Write(
        string path, IReadOnlyList<(string Name, long[] Shape)> tensors, Func<string, float[]> read, bool halves,
        CancellationToken cancellationToken) => Write(path, tensors, read, halves, null, cancellationToken);

    /// <summary>Writes floats tensor by tensor, and metadata.</summary>
    /// <inheritdoc cref="Write(string, IReadOnlyList{ValueTuple{string, long[]}}, Func{string, float[]}, bool, CancellationToken)"/>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="tensors">Names and shapes, in the order of the file.</param>
    /// <param name="read">A tensor's numbers.</param>
    /// <param name="halves">True for 16-bit floats (F16), false for 32-bit ones (F32).</param>
    /// <param name="metadata">Texts of the header by name; null for none.</param>
    /// <param name="cancellationToken">Checked between tensors; on cancellation nothing is left behind.</param>
    public static void Write(
        string path, IReadOnlyList<(string Name, long[] Shape)> tensors, Func<string, float[]> read, bool halves,
        IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        ReadOnlySpan<byte> Bytes(string name)
        {
            float[] numbers = read(name);
            if (!halves)
            {
                return MemoryMarshal.AsBytes<float>(numbers);
            }

            var rounded = new Half[numbers.Length];
            TensorPrimitives.ConvertToHalf(numbers, rounded);
            return MemoryMarshal.AsBytes<Half>(rounded);
        }

        Write(
            path,
            [.. tensors.Select(tensor => (tensor.Name, halves ? "F16" : "F32", tensor.Shape, (Content)(() => Bytes(tensor.Name))))],
            cancellationToken, metadata);
    }

    /// <summary>Writes a file next to its target and puts it in place by a rename.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="tensors">Name, the format's name of the number type, shape and bytes; they are written in this order.</param>
    /// <param name="cancellationToken">Checked between tensors; on cancellation nothing is left behind.</param>
    /// <param name="metadata">Texts of the header by name; null for none.</param>
    /// <exception cref="InvalidOperationException">A tensor's bytes do not match its shape and type.</exception>
    public static void Write(
        string path, IReadOnlyList<(string Name, string Type, long[] Shape, Content Bytes)> tensors,
        CancellationToken cancellationToken = default, IReadOnlyDictionary<string, string>? metadata = null)
    {
        AtomicFile.Write(path, stream =>
        {
            byte[] header = Header(tensors, metadata);
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach ((string name, string type, long[] shape, Content content) in tensors)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadOnlySpan<byte> bytes = content();
                if (bytes.Length != LengthOf(type, shape))
                {
                    throw new InvalidOperationException(
                        $"Tensor '{name}' of type {type} and shape [{string.Join(", ", shape)}] is given {bytes.Length} bytes.");
                }

                stream.Write(bytes);
            }
        });
    }

    private static byte[] Header(
        IReadOnlyList<(string Name, string Type, long[] Shape, Content Bytes)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                json.WriteStartObject(SafetensorsHeader.MetadataName);
                foreach ((string name, string text) in metadata)
                {
                    json.WriteString(name, text);
                }

                json.WriteEndObject();
            }

            long at = 0;
            foreach ((string name, string type, long[] shape, _) in tensors)
            {
                long end = at + LengthOf(type, shape);
                json.WriteStartObject(name);
                json.WriteString("dtype", type);
                WriteNumbers(json, "shape", shape);
                WriteNumbers(json, "data_offsets", [at, end]);
                json.WriteEndObject();
                at = end;
            }

            json.WriteEndObject();
        }

        while ((8 + buffer.Length) % Alignment != 0)
        {
            buffer.WriteByte((byte)' '); // the format allows trailing spaces in the header
        }

        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, long[] numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static long LengthOf(string type, long[] shape)
    {
        long size = type switch
        {
            "F64" or "I64" => 8,
            "F32" => 4,
            "F16" or "BF16" => 2,
            "U8" => 1,
            _ => throw new ArgumentException($"Tensors of type {type} cannot be written.", nameof(type)),
        };
        return shape.Aggregate(size, (product, dimension) => product * dimension);
    }
}
