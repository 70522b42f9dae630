using EpmRl.Retrieval.Training.Graphs;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>
/// The inputs of one decoding step: S = B · G sequences, G for each of B prompts, whose keys and values are stored once per prompt, and
/// those of the tokens sampled so far in a store with room for C.
/// </summary>
internal sealed class DecoderStepInputs(DecoderConfiguration shape, DataType type)
{
    /// <summary>The newest token of each sequence, int32 [S].</summary>
    public Tensor Ids { get; } = Tensor.Input("ids", DataType.Int32, "sequences");

    /// <summary>Its position, int64 [S].</summary>
    public Tensor Positions { get; } = Tensor.Input("positions", DataType.Int64, "sequences");

    /// <summary>Added to scores in layers with full attention, [S, T + C + 1]: prompt, earlier tokens, the token itself.</summary>
    public Tensor Bias { get; } = Tensor.Input("bias", type, "sequences", "seen");

    /// <summary>The same in sliding layers.</summary>
    public Tensor SlidingBias { get; } = Tensor.Input("bias.sliding", type, "sequences", "seen");

    /// <summary>Rotary tables of layers with full attention.</summary>
    public RotaryInputs Rotary { get; } = RotaryInputs.Create("rotary", type, shape.HeadSize);

    /// <summary>Rotary tables of sliding layers.</summary>
    public RotaryInputs SlidingRotary { get; } = RotaryInputs.Create("rotary.sliding", type, shape.HeadSize);

    /// <summary>Keys and values of the prompts, layer by layer, [B, kv, T, D] each.</summary>
    public Tensor[] Prompts { get; } =
        [.. Enumerable.Range(0, 2 * shape.Layers)
            .Select(i => Tensor.Input(PromptName(i), type, "prompts", shape.KeyValueHeads, "prompt", shape.HeadSize))];

    /// <summary>Keys and values of earlier tokens, layer by layer, [S, kv, C, D] each.</summary>
    public Tensor[] Earlier { get; } =
        [.. Enumerable.Range(0, 2 * shape.Layers)
            .Select(i => Tensor.Input(EarlierName(i), type, "sequences", shape.KeyValueHeads, "room", shape.HeadSize))];

    /// <summary>Name of a prompts' input.</summary>
    public static string PromptName(int index) => FormattableString.Invariant($"prompt.{index}");

    /// <summary>Name of an input of earlier tokens.</summary>
    public static string EarlierName(int index) => FormattableString.Invariant($"earlier.{index}");
}
