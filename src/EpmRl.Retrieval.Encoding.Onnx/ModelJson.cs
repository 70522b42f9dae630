using System.Text.Json;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>Opens the JSON files of a model and reports every fault as one kind of error.</summary>
internal static class ModelJson
{
    // No model's configuration is this large; the limit bounds the cost of a hostile file.
    private const long MaxBytes = 16 * 1024 * 1024;

    /// <summary>Parses a file whose root is an object.</summary>
    /// <exception cref="ModelFormatException">Missing, too large, or not a JSON object.</exception>
    public static JsonDocument Open(string path)
    {
        JsonDocument document = OpenAny(path);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            string found = JsonField.NameOf(document.RootElement);
            document.Dispose();
            throw new ModelFormatException($"{path}: it holds {found}, expected an object. {TokenizerJson.Advice}");
        }

        return document;
    }

    /// <summary>Parses a file of any JSON.</summary>
    /// <exception cref="ModelFormatException">Missing, too large, or not JSON.</exception>
    public static JsonDocument OpenAny(string path)
    {
        if (!File.Exists(path))
        {
            throw new ModelFormatException($"'{path}' is missing.");
        }

        try
        {
            using FileStream stream = File.OpenRead(path);
            return stream.Length <= MaxBytes
                ? JsonDocument.Parse(stream)
                : throw new ModelFormatException($"{path}: {stream.Length} bytes; a model's configuration is smaller.");
        }
        catch (JsonException error)
        {
            throw new ModelFormatException($"{JsonFault.At(path, error)}. {TokenizerJson.Advice}", error);
        }
    }
}
