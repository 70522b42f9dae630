using System.Text.Json;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>The dimensions of a BERT network, from <c>config.json</c>.</summary>
/// <param name="Hidden">Width of a token's vector.</param>
/// <param name="Layers">Transformer layers.</param>
/// <param name="Heads">Attention heads; divides <paramref name="Hidden"/>.</param>
/// <param name="Intermediate">Width inside the feed-forward part.</param>
/// <param name="Vocabulary">Rows of the word embedding.</param>
/// <param name="Positions">Longest input that has position embeddings.</param>
/// <param name="Types">Rows of the token-type embedding.</param>
/// <param name="Epsilon">Epsilon of layer normalisation.</param>
internal sealed record BertConfiguration(
    int Hidden, int Layers, int Heads, int Intermediate, int Vocabulary, int Positions, int Types, float Epsilon)
{
    /// <summary>Reads the file; refuses a network that the graph would compute wrongly, with the reason.</summary>
    /// <exception cref="ModelFormatException">Damaged, or not a BERT encoder with exact gelu and absolute positions.</exception>
    public static BertConfiguration Read(string path)
    {
        using JsonDocument document = ModelJson.Open(path);
        JsonElement root = document.RootElement;
        Expect(path, root, "model_type", "bert", null);
        Expect(path, root, "hidden_act", "gelu", null);
        Expect(path, root, "position_embedding_type", "absolute", "absolute");
        if (root.TryGetProperty("is_decoder", out JsonElement decoder) && decoder.ValueKind == JsonValueKind.True)
        {
            throw new ModelFormatException($"{path}: is_decoder is true; only encoders are supported.");
        }

        var configuration = new BertConfiguration(
            Size(path, root, "hidden_size", 1, 16_384), Size(path, root, "num_hidden_layers", 1, 1_000),
            Size(path, root, "num_attention_heads", 1, 1_024), Size(path, root, "intermediate_size", 1, 131_072),
            Size(path, root, "vocab_size", 1, 4_000_000), Size(path, root, "max_position_embeddings", 3, 131_072),
            root.TryGetProperty("type_vocab_size", out _) ? Size(path, root, "type_vocab_size", 1, 1_024) : 2,
            root.TryGetProperty("layer_norm_eps", out JsonElement epsilon) && epsilon.ValueKind == JsonValueKind.Number
                ? (float)epsilon.GetDouble() : 1e-12f);
        if (configuration.Hidden % configuration.Heads != 0)
        {
            throw new ModelFormatException(
                $"{path}: hidden_size {configuration.Hidden} is not a multiple of num_attention_heads {configuration.Heads}.");
        }

        return configuration;
    }

    private static void Expect(string path, JsonElement root, string name, string expected, string? whenMissing)
    {
        string? found = root.TryGetProperty(name, out JsonElement value) ? value.ToString() : whenMissing;
        if (found != expected)
        {
            throw new ModelFormatException($"{path}: {name} is '{found ?? "missing"}'; only '{expected}' is supported.");
        }
    }

    private static int Size(string path, JsonElement root, string name, int smallest, int largest)
    {
        if (root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out int size) && size >= smallest && size <= largest)
        {
            return size;
        }

        string found = value.ValueKind == JsonValueKind.Undefined ? "missing" : value.GetRawText();
        throw new ModelFormatException($"{path}: {name} is {found}; expected a whole number from {smallest} to {largest}.");
    }
}
