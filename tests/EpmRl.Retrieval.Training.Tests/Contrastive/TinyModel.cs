using EpmRl.Retrieval.Encoding.Onnx;

namespace EpmRl.Retrieval.Training.Tests.Contrastive;

/// <summary>Writes a model folder of two layers and sixteen dimensions with made-up weights.</summary>
internal static class TinyModel
{
    private static readonly string[] Vocabulary =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "with", "being", "color", "size", "n", "/", "shoe", "hat", ",", ":",
        "title", "description", "red", "blue", "green", "black", "crimson", "small", "large", ".",
    ];

    public static async Task<string> WriteAsync(string folder)
    {
        string checkpoint = folder + "-checkpoint";
        Directory.CreateDirectory(Path.Combine(checkpoint, "1_Pooling"));
        File.WriteAllText(Path.Combine(checkpoint, "config.json"), $$"""
            {"model_type": "bert", "hidden_act": "gelu", "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
             "intermediate_size": 32, "vocab_size": {{Vocabulary.Length}}, "max_position_embeddings": 40, "type_vocab_size": 2,
             "layer_norm_eps": 1e-12}
            """);
        File.WriteAllText(
            Path.Combine(checkpoint, "1_Pooling", "config.json"),
            """{"pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}""");
        File.WriteAllText(Path.Combine(checkpoint, "vocab.txt"), string.Join('\n', Vocabulary) + "\n");
        File.WriteAllText(
            Path.Combine(checkpoint, "tokenizer_config.json"),
            """{"tokenizer_class": "BertTokenizer", "do_lower_case": true, "strip_accents": null}""");
        File.WriteAllText(Path.Combine(checkpoint, "LICENSE"), "MIT License\n");
        BertConfiguration shape = BertConfiguration.Read(Path.Combine(checkpoint, "config.json"));
        var random = new Random(3);
        SafetensorsWriter.Write(
            Path.Combine(checkpoint, "model.safetensors"),
            [.. BertWeights.Expected(shape)],
            name => Numbers(name, BertWeights.Expected(shape).Single(tensor => tensor.Name == name).Shape, random),
            halves: true,
            CancellationToken.None);
        await EncoderImporter.ImportAsync(checkpoint, folder, "tiny");
        return folder;
    }

    private static float[] Numbers(string name, long[] shape, Random random)
    {
        var numbers = new float[shape.Aggregate(1L, (product, size) => product * size)];
        bool isScale = name.EndsWith("LayerNorm.weight", StringComparison.Ordinal);
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (isScale ? 1 : 0) + ((random.NextSingle() - 0.5f) * 0.4f);
        }

        return numbers;
    }
}
