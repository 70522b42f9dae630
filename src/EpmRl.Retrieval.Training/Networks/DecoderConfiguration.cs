using System.Text.Json;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>
/// The dimensions of a Gemma 3 text network (Gemma Team, 2025, arXiv:2503.19786), from <c>config.json</c> in Hugging Face's form
/// <c>gemma3_text</c>.
/// </summary>
/// <param name="Hidden">Width of a token's vector.</param>
/// <param name="Heads">Query heads, a multiple of <paramref name="KeyValueHeads"/>.</param>
/// <param name="KeyValueHeads">Key and value heads.</param>
/// <param name="HeadSize">Width of a head, even.</param>
/// <param name="Intermediate">Width inside the feed-forward part.</param>
/// <param name="Vocabulary">Rows of the word embedding, which is the output head too.</param>
/// <param name="Positions">Longest text.</param>
/// <param name="Epsilon">Added to the mean square in norms.</param>
/// <param name="RotaryBase">Base of the rotary angles in layers with full attention.</param>
/// <param name="SlidingRotaryBase">The same in layers with a sliding window.</param>
/// <param name="ScoreDivisor">Attention scores are divided by its square root.</param>
/// <param name="Window">Positions that a token of a sliding layer attends to, its own included.</param>
/// <param name="IsSliding">[layers]: whether a layer's attention slides.</param>
internal sealed record DecoderConfiguration(
    int Hidden, int Heads, int KeyValueHeads, int HeadSize, int Intermediate, int Vocabulary, int Positions, double Epsilon,
    double RotaryBase, double SlidingRotaryBase, double ScoreDivisor, int Window, IReadOnlyList<bool> IsSliding)
{
    private const string Full = "full_attention", Sliding = "sliding_attention";

    /// <summary>Transformer layers.</summary>
    public int Layers => IsSliding.Count;

    /// <summary>Query heads that share one key and value head.</summary>
    public int Group => Heads / KeyValueHeads;

    /// <summary>Reads <c>config.json</c>; refuses a network that the graph would compute wrongly, with the reason.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <exception cref="ModelFormatException">Damaged, or not a Gemma 3 text network as above.</exception>
    public static DecoderConfiguration Read(string folder)
    {
        string path = Path.Combine(folder, "config.json");
        using JsonDocument document = ModelJson.Open(path);
        JsonElement root = document.RootElement;
        Expect(path, root, "model_type", "gemma3_text", null);
        Expect(path, root, "hidden_activation", "gelu_pytorch_tanh", "gelu_pytorch_tanh");
        Expect(path, root, "tie_word_embeddings", "True", "True");
        Expect(path, root, "attention_bias", "False", "False");
        foreach (string unsupported in (string[])["rope_scaling", "attn_logit_softcapping", "final_logit_softcapping"])
        {
            Expect(path, root, unsupported, "", "");
        }

        int heads = Size(path, root, "num_attention_heads", 1, 1_024, null);
        int head = Size(path, root, "head_dim", 2, 4_096, 256);
        var configuration = new DecoderConfiguration(
            Size(path, root, "hidden_size", 1, 65_536, null), heads, Size(path, root, "num_key_value_heads", 1, heads, null), head,
            Size(path, root, "intermediate_size", 1, 262_144, null), Size(path, root, "vocab_size", 1, 4_000_000, null),
            Size(path, root, "max_position_embeddings", 1, 10_000_000, 32_768), Number(path, root, "rms_norm_eps", 1e-6),
            Number(path, root, "rope_theta", 1_000_000), Number(path, root, "rope_local_base_freq", 10_000),
            Number(path, root, "query_pre_attn_scalar", 256), Size(path, root, "sliding_window", 1, 10_000_000, 4_096),
            LayerTypes(path, root, Size(path, root, "num_hidden_layers", 1, 1_000, null)));
        if (heads % configuration.KeyValueHeads != 0)
        {
            throw new ModelFormatException(
                $"{path}: num_attention_heads {heads} is not a multiple of num_key_value_heads {configuration.KeyValueHeads}.");
        }

        return head % 2 == 0 ? configuration : throw new ModelFormatException($"{path}: head_dim is {head}; expected an even number.");
    }

    private static bool[] LayerTypes(string path, JsonElement root, int layers)
    {
        if (!root.TryGetProperty("layer_types", out JsonElement types) || types.ValueKind != JsonValueKind.Array
            || types.GetArrayLength() != layers)
        {
            throw new ModelFormatException($"{path}: layer_types is not a list of num_hidden_layers = {layers} entries.");
        }

        return
        [
            .. types.EnumerateArray().Select(type => type.ToString() switch
            {
                Sliding => true,
                Full => false,
                string other => throw new ModelFormatException(
                    $"{path}: layer_types holds '{other}'; only '{Sliding}' and '{Full}' are supported."),
            }),
        ];
    }

    // JSON null reads as the empty string.
    private static void Expect(string path, JsonElement root, string name, string expected, string? whenMissing)
    {
        string? found = root.TryGetProperty(name, out JsonElement value) ? value.ToString() : whenMissing;
        if (found != expected)
        {
            string wanted = expected.Length == 0 ? "null" : $"'{expected}'";
            throw new ModelFormatException($"{path}: {name} is '{found ?? "missing"}'; only {wanted} is supported.");
        }
    }

    private static int Size(string path, JsonElement root, string name, int smallest, int largest, int? whenMissing)
    {
        if (!root.TryGetProperty(name, out JsonElement value) && whenMissing is int usual)
        {
            return usual;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int size) && size >= smallest && size <= largest
            ? size
            : throw new ModelFormatException(
                $"{path}: {name} is {Shown(value)}; expected a whole number from {smallest} to {largest}.");
    }

    private static double Number(string path, JsonElement root, string name, double whenMissing)
    {
        if (!root.TryGetProperty(name, out JsonElement value))
        {
            return whenMissing;
        }

        return value.ValueKind == JsonValueKind.Number && value.GetDouble() is > 0 and double number
            ? number
            : throw new ModelFormatException($"{path}: {name} is {Shown(value)}; expected a number above 0.");
    }

    private static string Shown(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? "missing" : value.GetRawText();
}
