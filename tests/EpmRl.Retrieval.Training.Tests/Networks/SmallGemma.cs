using System.Runtime.InteropServices;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Tests.Networks;

/// <summary>A folder with a random Gemma 3 of two layers, a sliding and a full one, matrices in 8-bit blocks.</summary>
internal static class SmallGemma
{
    public const int Words = 96, Window = 6;

    public static readonly int[] Verdicts = [11, 12, 13, 14];

    public static string Write(string folder, string? configuration = null)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), configuration ?? Configuration());
        var random = new Random(7);
        var tensors = new List<(string, string, long[], SafetensorsWriter.Content)>();
        foreach ((string name, long[] shape) in DecoderWeights.Expected(DecoderConfiguration.Read(folder)))
        {
            float[] numbers = new float[shape.Aggregate(1L, (product, size) => product * size)];
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = (random.NextSingle() - 0.5f) * 0.6f;
            }

            if (shape.Length == 1)
            {
                tensors.Add((name, "F32", shape, () => MemoryMarshal.AsBytes<float>(numbers)));
                continue;
            }

            var codes = new byte[numbers.Length];
            var scales = new float[numbers.Length / QuantizedBlocks.Size];
            for (int block = 0; block < scales.Length; block++)
            {
                (int start, int end) = (block * QuantizedBlocks.Size, (block + 1) * QuantizedBlocks.Size);
                scales[block] = QuantizedBlocks.Write(numbers.AsSpan(start..end), codes.AsSpan(start..end));
            }

            tensors.Add((name, "U8", shape, () => codes));
            tensors.Add((name + "_scale", "F32", [shape[0], shape[1] / QuantizedBlocks.Size], () => MemoryMarshal.AsBytes<float>(scales)));
        }

        SafetensorsWriter.Write(Path.Combine(folder, DecoderWeights.FileName), tensors);
        return folder;
    }

    /// <summary>A decoder whose adapters change its predictions.</summary>
    public static Decoder Open(string folder, DecoderOptions? options = null)
    {
        var decoder = Decoder.Open(folder, (options ?? new DecoderOptions()) with
        {
            Rank = 4, Alpha = 8, VerdictTokens = Verdicts, Compute = new ComputeOptions { Threads = 1 },
        });
        Disturb(decoder, 0.1f);
        return decoder;
    }

    /// <summary>Fills the adapters' B, which is zero at first.</summary>
    public static void Disturb(Decoder decoder, float size)
    {
        var random = new Random(11);
        foreach (Parameter parameter in decoder.Parameters.Trainable.Where(
            parameter => parameter.Name.Contains("lora_B", StringComparison.Ordinal)))
        {
            parameter.Write([.. parameter.Read().Select(_ => (random.NextSingle() - 0.5f) * size)]);
        }
    }

    public static string Configuration(string type = "gemma3_text", string activation = "gelu_pytorch_tanh") =>
        $$"""
        { "model_type": "{{type}}", "vocab_size": {{Words}}, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2,
          "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
          "rope_local_base_freq": 10000.0, "query_pre_attn_scalar": 16, "sliding_window": {{Window}},
          "layer_types": ["sliding_attention", "full_attention"], "hidden_activation": "{{activation}}" }
        """;
}
