using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;
using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Matching.GenAI;

/// <summary>A model folder of ONNX Runtime GenAI: checked before the native library reads it.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Name">The folder's name and a hash of its files: <c>gemma@3fa9c2b1</c>.</param>
/// <param name="ContextLength">Most tokens of prompt and answer.</param>
/// <param name="BeginToken">The token put before every text; null for none.</param>
internal sealed record ModelFolder(string Path, string Name, int ContextLength, int? BeginToken)
{
    private const string ConfigName = "genai_config.json";

    private static readonly string[] Hashed = ["*.json", "*.onnx", "*.onnx.data", "*.data", "*.safetensors", "*.model", "*.bin"];

    /// <summary>Looks at a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="ModelFormatException">It is not a model folder; says what is missing.</exception>
    public static ModelFolder Open(string path)
    {
        string config = System.IO.Path.Combine(path, ConfigName);
        if (!Directory.Exists(path) || !File.Exists(config))
        {
            throw new ModelFormatException(
                $"'{path}' is not a model folder of ONNX Runtime GenAI: it has no '{ConfigName}'. Name a folder made by its "
                    + "model builder.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(config));
            JsonElement model = document.RootElement.GetProperty("model");
            string graph = model.GetProperty("decoder").GetProperty("filename").GetString() ?? "";
            if (!File.Exists(System.IO.Path.Combine(path, graph)))
            {
                throw new ModelFormatException($"'{path}' lacks the graph '{graph}' that its '{ConfigName}' names. Copy the folder again.");
            }

            int context = model.GetProperty("context_length").GetInt32();
            int? begin = model.TryGetProperty("bos_token_id", out JsonElement bos) && bos.TryGetInt32(out int id) ? id : null;
            string name = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));
            return new ModelFolder(path, $"{name}@{HashOf(path)}", context, begin);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ModelFormatException(
                $"'{config}' is no configuration of ONNX Runtime GenAI: expected 'model' with 'decoder.filename' and 'context_length'. "
                    + "Copy the folder again.", broken);
        }
    }

    // All that decides answers, weights included: their cached verdicts must not be taken for those of others.
    private static string HashOf(string path)
    {
        var hash = new XxHash128();
        foreach (string file in Hashed.SelectMany(pattern => Directory.EnumerateFiles(path, pattern))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            hash.Append(System.Text.Encoding.UTF8.GetBytes(System.IO.Path.GetFileName(file) + "\n"));
            using FileStream stream = File.OpenRead(file);
            hash.Append(stream);
        }

        return hash.GetCurrentHashAsUInt128().ToString("x32", CultureInfo.InvariantCulture)[..8];
    }
}
