using System.Text.Json;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>Reads and checks the JSON header of a safetensors file.</summary>
internal static class SafetensorsHeader
{
    /// <summary>Name of the entry that holds texts instead of a tensor.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>The entries of the header, by name.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="header">The JSON bytes.</param>
    /// <param name="dataLength">Bytes of the file after the header.</param>
    /// <param name="metadata">Receives the header's texts.</param>
    /// <exception cref="ModelFormatException">Not JSON, an entry outside the data, overlapping entries, or a shape that does not match its
    /// bytes.</exception>
    public static Dictionary<string, SafetensorsEntry> Read(
        string path, ReadOnlySpan<byte> header, long dataLength, Dictionary<string, string> metadata)
    {
        var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(header);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            foreach ((string name, JsonField tensor) in JsonField.Of(document.RootElement).Objects())
            {
                if (name == MetadataName)
                {
                    ReadMetadata(document.RootElement.GetProperty(name), metadata);
                    continue;
                }

                if (!entries.TryAdd(name, ReadEntry(path, name, tensor, dataLength)))
                {
                    throw new ModelFormatException($"{path}: tensor '{name}' is listed twice.");
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            string what = error is JsonException json
                ? JsonFault.Describe(json)
                : error is FormatException
                ? error.Message
                : "a name is not valid Unicode";
            throw new ModelFormatException($"{path}: the header is not that of a safetensors file: {what}. Restore the file.", error);
        }

        RefuseOverlaps(path, entries.Values);
        return entries;
    }

    // Other values than texts are not of the format; nothing needs them.
    private static void ReadMetadata(JsonElement texts, Dictionary<string, string> metadata)
    {
        foreach (JsonProperty text in texts.EnumerateObject().Where(text => text.Value.ValueKind == JsonValueKind.String))
        {
            metadata[text.Name] = text.Value.GetString()!;
        }
    }

    private static SafetensorsEntry ReadEntry(string path, string name, JsonField tensor, long dataLength)
    {
        string type = tensor.Text("dtype");
        long[] shape = tensor.Wholes("shape"), offsets = tensor.Wholes("data_offsets");
        if (offsets.Length != 2)
        {
            throw new ModelFormatException($"{path}: tensor '{name}' has {offsets.Length} data_offsets; expected 2.");
        }

        (long start, long end) = (offsets[0], offsets[1]);
        if (start < 0 || end < start || end > dataLength)
        {
            throw new ModelFormatException(
                $"{path}: tensor '{name}' claims bytes {start} to {end}, the file holds {dataLength}. It is cut short or damaged.");
        }

        if (Bytes(shape, SizeOf(path, name, type)) is not long bytes || bytes != end - start)
        {
            throw new ModelFormatException(
                $"{path}: tensor '{name}' of type {type} and shape [{string.Join(", ", shape)}] does not fit its {end - start} bytes.");
        }

        return new SafetensorsEntry(name, type, shape, start, end - start);
    }

    // Null for a negative size, or a product beyond what a file can hold.
    private static long? Bytes(long[] shape, long elementSize)
    {
        Int128 product = elementSize;
        foreach (long size in shape)
        {
            product = size < 0 ? -1 : product * size;
            if (product < 0 || product > long.MaxValue)
            {
                return null;
            }
        }

        return (long)product;
    }

    private static int SizeOf(string path, string name, string type) => type switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" or "F8_E4M3" or "F8_E5M2" => 1,
        _ => throw new ModelFormatException($"{path}: tensor '{name}' is of unknown type '{type}'."),
    };

    private static void RefuseOverlaps(string path, IEnumerable<SafetensorsEntry> entries)
    {
        SafetensorsEntry? previous = null;
        foreach (SafetensorsEntry entry in entries.Where(entry => entry.Length > 0).OrderBy(entry => entry.Start))
        {
            if (previous is not null && entry.Start < previous.Start + previous.Length)
            {
                throw new ModelFormatException($"{path}: tensors '{previous.Name}' and '{entry.Name}' overlap.");
            }

            previous = entry;
        }
    }
}
