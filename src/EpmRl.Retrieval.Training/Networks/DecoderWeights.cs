using System.Runtime.InteropServices;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>
/// A Gemma 3 checkpoint's tensors under Hugging Face's names, shapes checked: matrices of a float type, or in 8-bit blocks
/// (<see cref="QuantizedBlocks"/>, U8 with F32 scales under the name plus <c>_scale</c>).
/// </summary>
internal sealed class DecoderWeights
{
    /// <summary>The checkpoint's file in a model folder.</summary>
    public const string FileName = "model.safetensors";

    /// <summary>Name of the word embedding, the output head too.</summary>
    public const string Embedding = "model.embed_tokens.weight";

    /// <summary>Name of the last norm's weight.</summary>
    public const string LastNorm = "model.norm.weight";

    private const string ScaleSuffix = "_scale";

    private static readonly string[] LinearParts =
    [
        "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj",
    ];

    private readonly SafetensorsFile file;

    /// <summary>Checks that every tensor of the network exists in its shape.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="configuration">The network's dimensions.</param>
    /// <exception cref="ModelFormatException">A tensor is missing, misshapen, or of another type.</exception>
    public DecoderWeights(SafetensorsFile file, DecoderConfiguration configuration)
    {
        this.file = file;
        foreach ((string name, long[] shape) in Expected(configuration))
        {
            SafetensorsEntry entry = Entry(name, shape);
            if (entry.Type == "U8" && shape is [long rows, long columns])
            {
                if (columns % QuantizedBlocks.Size != 0)
                {
                    throw new ModelFormatException(
                        $"{file.Path}: tensor '{name}' has rows of {columns} weights; expected a multiple of {QuantizedBlocks.Size}.");
                }

                SafetensorsEntry scale = Entry(name + ScaleSuffix, [rows, columns / QuantizedBlocks.Size]);
                Require(scale, scale.Type == "F32", "F32");
            }
            else
            {
                Require(entry, entry.Type is "F32" or "F16" or "BF16", shape.Length == 2 ? "F32, F16, BF16 or U8" : "F32, F16 or BF16");
            }
        }
    }

    /// <summary>A tensor as float32, a copy.</summary>
    public float[] Read(string name)
    {
        SafetensorsEntry entry = file.Find(name)!;
        float[] numbers = GC.AllocateUninitializedArray<float>(checked((int)entry.Count));
        if (Blocks(name) is { } blocks)
        {
            QuantizedBlocks.Read(file.Bytes(blocks.Codes), MemoryMarshal.Cast<byte, float>(file.Bytes(blocks.Scales)), numbers);
        }
        else
        {
            file.ReadFloats(entry, numbers);
        }

        return numbers;
    }

    /// <summary>The entries of a matrix stored in 8-bit blocks; null for other tensors.</summary>
    public (SafetensorsEntry Codes, SafetensorsEntry Scales)? Blocks(string name) =>
        file.Find(name) is { Type: "U8" } codes ? (codes, file.Find(name + ScaleSuffix)!) : null;

    /// <summary>Name prefix of a layer's tensors.</summary>
    public static string Layer(int layer) => FormattableString.Invariant($"model.layers.{layer}.");

    /// <summary>Names of all linear layers, without <c>.weight</c>.</summary>
    public static IEnumerable<string> Linears(DecoderConfiguration c) =>
        Enumerable.Range(0, c.Layers).SelectMany(layer => LinearParts.Select(part => Layer(layer) + part));

    /// <summary>Names and shapes of all tensors of a network.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Expected(DecoderConfiguration c)
    {
        (long queries, long keys) = (c.Heads * c.HeadSize, c.KeyValueHeads * c.HeadSize);
        yield return (Embedding, [c.Vocabulary, c.Hidden]);
        for (int layer = 0; layer < c.Layers; layer++)
        {
            string at = Layer(layer);
            yield return (at + "self_attn.q_proj.weight", [queries, c.Hidden]);
            yield return (at + "self_attn.k_proj.weight", [keys, c.Hidden]);
            yield return (at + "self_attn.v_proj.weight", [keys, c.Hidden]);
            yield return (at + "self_attn.o_proj.weight", [c.Hidden, queries]);
            yield return (at + "self_attn.q_norm.weight", [c.HeadSize]);
            yield return (at + "self_attn.k_norm.weight", [c.HeadSize]);
            yield return (at + "mlp.gate_proj.weight", [c.Intermediate, c.Hidden]);
            yield return (at + "mlp.up_proj.weight", [c.Intermediate, c.Hidden]);
            yield return (at + "mlp.down_proj.weight", [c.Hidden, c.Intermediate]);
            yield return (at + "input_layernorm.weight", [c.Hidden]);
            yield return (at + "post_attention_layernorm.weight", [c.Hidden]);
            yield return (at + "pre_feedforward_layernorm.weight", [c.Hidden]);
            yield return (at + "post_feedforward_layernorm.weight", [c.Hidden]);
        }

        yield return (LastNorm, [c.Hidden]);
    }

    private SafetensorsEntry Entry(string name, long[] shape)
    {
        SafetensorsEntry entry = file.Find(name) ?? throw new ModelFormatException($"{file.Path}: tensor '{name}' is missing.");
        return entry.Shape.AsSpan().SequenceEqual(shape)
            ? entry
            : throw new ModelFormatException(
                $"{file.Path}: tensor '{name}' has shape [{string.Join(", ", entry.Shape)}], "
                    + $"config.json asks for [{string.Join(", ", shape)}].");
    }

    private void Require(SafetensorsEntry entry, bool condition, string expected)
    {
        if (!condition)
        {
            throw new ModelFormatException($"{file.Path}: tensor '{entry.Name}' is of type {entry.Type}; expected {expected}.");
        }
    }
}
