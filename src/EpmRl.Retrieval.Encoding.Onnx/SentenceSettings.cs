using System.Text.Json;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>Settings that a sentence-transformers checkpoint stores with its weights: pooling, longest input, prompts.</summary>
/// <param name="Pooling">How token vectors become one.</param>
/// <param name="MaxTokens">Longest input, special tokens included.</param>
/// <param name="Prompts">The texts to encode, with the checkpoint's own prefixes.</param>
internal sealed record SentenceSettings(PoolingKind Pooling, int MaxTokens, PromptTemplates Prompts)
{
    private const string Modules = "modules.json";

    /// <summary>Reads the settings of a checkpoint folder.</summary>
    /// <exception cref="ModelFormatException">A module or a pooling that the graph does not support, or none stated.</exception>
    public static SentenceSettings Read(string folder, BertConfiguration network)
    {
        string? pooling = ReadModules(folder);
        string poolingFile = Path.Combine(folder, pooling ?? "1_Pooling", "config.json");
        if (!File.Exists(poolingFile))
        {
            throw new ModelFormatException(
                $"'{poolingFile}' is missing, so it is unknown how token vectors become one. "
                    + "Add it, with pooling_mode_mean_tokens or pooling_mode_cls_token true.");
        }

        return new SentenceSettings(ReadPooling(poolingFile, network), ReadMaxTokens(folder, network), ReadPrompts(folder));
    }

    // The modules must be Transformer, Pooling and optionally Normalize: the graph always normalises.
    private static string? ReadModules(string folder)
    {
        string path = Path.Combine(folder, Modules);
        if (!File.Exists(path))
        {
            return null;
        }

        using JsonDocument document = ModelJson.OpenAny(path);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
        {
            throw new ModelFormatException($"{path}: expected a JSON array of modules.");
        }

        string? pooling = null;
        int place = 0;
        foreach (JsonElement module in document.RootElement.EnumerateArray())
        {
            string type = module.ValueKind == JsonValueKind.Object ? Text(module, "type") ?? "" : "";
            string name = type[(type.LastIndexOf('.') + 1)..];
            if ((place, name) is not ((0, "Transformer") or (1, "Pooling") or (2, "Normalize")))
            {
                throw new ModelFormatException(
                    $"{path}: module {place} is '{type}'; only Transformer, Pooling and Normalize, in this order, are supported. "
                        + "Leaving it out would give other vectors.");
            }

            string modulePath = Text(module, "path") ?? "";
            if (Path.IsPathRooted(modulePath) || modulePath.Contains("..", StringComparison.Ordinal)
                || (place == 0 && modulePath.Length > 0))
            {
                throw new ModelFormatException(
                    $"{path}: module {place} lies at '{modulePath}'; expected a folder inside the checkpoint "
                        + "(the first module: the checkpoint itself).");
            }

            pooling = name == "Pooling" ? modulePath : pooling;
            place++;
        }

        return pooling ?? throw new ModelFormatException($"{path}: no Pooling module.");
    }

    private static PoolingKind ReadPooling(string path, BertConfiguration network)
    {
        using JsonDocument document = ModelJson.Open(path);
        var modes = new List<string>();
        foreach (JsonProperty property in document.RootElement.EnumerateObject())
        {
            if (property.Name.StartsWith("pooling_mode_", StringComparison.Ordinal) && property.Value.ValueKind == JsonValueKind.True)
            {
                modes.Add(property.Name["pooling_mode_".Length..]);
            }
        }

        if (document.RootElement.TryGetProperty("word_embedding_dimension", out JsonElement dimension)
            && !(dimension.ValueKind == JsonValueKind.Number && dimension.TryGetInt32(out int size) && size == network.Hidden))
        {
            throw new ModelFormatException(
                $"{path}: word_embedding_dimension is {dimension.GetRawText()}, the network's hidden_size {network.Hidden}.");
        }

        return modes switch
        {
            ["mean_tokens"] => PoolingKind.Mean,
            ["cls_token"] => PoolingKind.Cls,
            _ => throw new ModelFormatException(
                $"{path}: pooling is '{string.Join(" + ", modes)}'; only mean_tokens or cls_token, alone, is supported."),
        };
    }

    private static int ReadMaxTokens(string folder, BertConfiguration network)
    {
        string path = Path.Combine(folder, "sentence_bert_config.json");
        if (!File.Exists(path))
        {
            return network.Positions;
        }

        using JsonDocument document = ModelJson.Open(path);
        if (!document.RootElement.TryGetProperty("max_seq_length", out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return network.Positions;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int tokens) && tokens >= 3 && tokens <= network.Positions
            ? tokens
            : throw new ModelFormatException($"{path}: max_seq_length is {value.GetRawText()}; expected 3 to {network.Positions}.");
    }

    // Models trained with prefixes list them; leaving them out would silently cost quality.
    private static PromptTemplates ReadPrompts(string folder)
    {
        var templates = new PromptTemplates();
        string path = Path.Combine(folder, "config_sentence_transformers.json");
        if (!File.Exists(path))
        {
            return templates;
        }

        using JsonDocument document = ModelJson.Open(path);
        if (!document.RootElement.TryGetProperty("prompts", out JsonElement prompts) || prompts.ValueKind != JsonValueKind.Object)
        {
            return templates;
        }

        string query = Text(prompts, "query") ?? "";
        string passage = Text(prompts, "passage") ?? Text(prompts, "document") ?? "";
        return templates with
        {
            Query = query + templates.Query,
            Item = query + templates.Item,
            Value = passage + templates.Value,
            Category = passage + templates.Category,
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
