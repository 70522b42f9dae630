using System.Buffers.Binary;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

/// <summary>Checkpoints for tests: copies of real ones, and a tiny one with made-up weights.</summary>
internal static class TestModels
{
    private const int Hidden = 8, Intermediate = 16, Positions = 12, Layers = 1;

    private static readonly string[] Vocabulary =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "red", "blue", "shoe", "##s", "a", "b", ",", "."];

    /// <summary>A writable copy of a checkpoint folder.</summary>
    public static void CopyCheckpoint(string source, string target)
    {
        foreach (string file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, File.ReadAllBytes(file));
        }
    }

    /// <summary>Writes a checkpoint of one layer and eight dimensions, as sentence-transformers would.</summary>
    /// <param name="folder">The folder; created if missing.</param>
    /// <param name="prefix">Prefix of every tensor's name: empty, or <c>bert.</c></param>
    /// <param name="type">F32, F16 or BF16.</param>
    public static string WriteTiny(string folder, string prefix = "", string type = "F32")
    {
        Directory.CreateDirectory(Path.Combine(folder, "1_Pooling"));
        File.WriteAllText(Path.Combine(folder, "config.json"), $$"""
            {"model_type": "bert", "hidden_act": "gelu", "hidden_size": {{Hidden}}, "num_hidden_layers": {{Layers}}, "num_attention_heads": 2,
             "intermediate_size": {{Intermediate}}, "vocab_size": {{Vocabulary.Length}}, "max_position_embeddings": {{Positions}},
             "type_vocab_size": 2, "layer_norm_eps": 1e-12}
            """);
        File.WriteAllText(
            Path.Combine(folder, "1_Pooling", "config.json"), """{"pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}""");
        File.WriteAllText(Path.Combine(folder, "vocab.txt"), string.Join('\n', Vocabulary) + "\n");
        File.WriteAllText(
            Path.Combine(folder, "tokenizer_config.json"),
            """{"tokenizer_class": "BertTokenizer", "do_lower_case": true, "strip_accents": null}""");
        var random = new Random(7);
        WriteSafetensors(
            Path.Combine(folder, "model.safetensors"),
            [.. Tensors().Select(tensor => (prefix + tensor.Name, type, tensor.Shape, Numbers(tensor.Shape, type, random)))]);
        return folder;
    }

    /// <summary>Writes a safetensors file.</summary>
    public static void WriteSafetensors(string path, IReadOnlyList<(string Name, string Type, long[] Shape, byte[] Data)> tensors)
    {
        var entries = new List<string>();
        long at = 0;
        foreach ((string name, string type, long[] shape, byte[] data) in tensors)
        {
            entries.Add(
                $"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{at},{at + data.Length}]}}");
            at += data.Length;
        }

        WriteSafetensors(path, "{" + string.Join(',', entries) + "}", [.. tensors.SelectMany(tensor => tensor.Data)]);
    }

    /// <summary>Writes a safetensors file with any header.</summary>
    public static void WriteSafetensors(string path, string header, byte[] data)
    {
        byte[] json = System.Text.Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        File.WriteAllBytes(path, [.. length, .. json, .. data]);
    }

    private static IEnumerable<(string Name, long[] Shape)> Tensors()
    {
        yield return ("embeddings.word_embeddings.weight", [Vocabulary.Length, Hidden]);
        yield return ("embeddings.position_embeddings.weight", [Positions, Hidden]);
        yield return ("embeddings.token_type_embeddings.weight", [2, Hidden]);
        string at = "encoder.layer.0.";
        (string Name, int Out, int In)[] linears =
        [
            ("attention.self.query", Hidden, Hidden), ("attention.self.key", Hidden, Hidden), ("attention.self.value", Hidden, Hidden),
            ("attention.output.dense", Hidden, Hidden), ("intermediate.dense", Intermediate, Hidden),
            ("output.dense", Hidden, Intermediate),
        ];
        foreach ((string name, int outputs, int inputs) in linears)
        {
            yield return ($"{at}{name}.weight", [outputs, inputs]);
            yield return ($"{at}{name}.bias", [outputs]);
        }

        foreach (string norm in (string[])["embeddings.LayerNorm", at + "attention.output.LayerNorm", at + "output.LayerNorm"])
        {
            yield return (norm + ".weight", [Hidden]);
            yield return (norm + ".bias", [Hidden]);
        }
    }

    private static byte[] Numbers(long[] shape, string type, Random random)
    {
        var bytes = new List<byte>();
        for (long i = shape.Aggregate(1L, (a, b) => a * b); i > 0; i--)
        {
            // Values that all three types represent exactly.
            float number = random.Next(-8, 9) / 16f;
            bytes.AddRange(type switch
            {
                "F32" => BitConverter.GetBytes(number),
                "F16" => BitConverter.GetBytes((Half)number),
                _ => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(number) >> 16)),
            });
        }

        return [.. bytes];
    }
}
