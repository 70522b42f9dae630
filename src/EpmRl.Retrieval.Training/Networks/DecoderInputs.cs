using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>The tables of rotary positions as inputs of a graph, for one kind of layer.</summary>
/// <param name="Cosine">[positions, D / 2].</param>
/// <param name="Sine">[positions, D / 2].</param>
internal sealed record RotaryInputs(Tensor Cosine, Tensor Sine)
{
    /// <summary>Two inputs.</summary>
    /// <param name="name">Prefix of their names.</param>
    /// <param name="type">Float or Double.</param>
    /// <param name="headSize">D.</param>
    public static RotaryInputs Create(string name, DataType type, int headSize) => new(
        Tensor.Input(name + ".cosine", type, name + ".positions", headSize / 2),
        Tensor.Input(name + ".sine", type, name + ".positions", headSize / 2));

    /// <summary>Sets both.</summary>
    public void Feed(Feeds feeds, RotaryTables tables)
    {
        long half = Cosine.Shape[1].Size!.Value;
        if (Cosine.Type == DataType.Double)
        {
            feeds.Set(Cosine, tables.Cosines, tables.Positions, half).Set(Sine, tables.Sines, tables.Positions, half);
        }
        else
        {
            feeds.Set(Cosine, tables.SingleCosines, tables.Positions, half).Set(Sine, tables.SingleSines, tables.Positions, half);
        }
    }
}

/// <summary>
/// The inputs of a decoder over rows of the form "prompt, then its completions": a token sees the prompt and its own completion up to
/// itself, so that the prompt is computed once for all of them.
/// </summary>
internal sealed class DecoderInputs(DataType type, int headSize)
{
    /// <summary>Branch of padding.</summary>
    public const int Padding = -1;

    /// <summary>Branch of a prompt; completions are 1, 2, …</summary>
    public const int Prompt = 0;

    /// <summary>Token ids, int32 [B, T].</summary>
    public Tensor Ids { get; } = Tensor.Input("ids", DataType.Int32, "rows", "tokens");

    /// <summary>Position in the text, int64 [B, T]: a completion's first token follows the prompt's last.</summary>
    public Tensor Positions { get; } = Tensor.Input("positions", DataType.Int64, "rows", "tokens");

    /// <summary>The part of the row that a token is in, int32 [B, T].</summary>
    public Tensor Branches { get; } = Tensor.Input("branches", DataType.Int32, "rows", "tokens");

    /// <summary>Rotary tables of layers with full attention.</summary>
    public RotaryInputs Rotary { get; } = RotaryInputs.Create("rotary", type, headSize);

    /// <summary>Rotary tables of sliding layers.</summary>
    public RotaryInputs SlidingRotary { get; } = RotaryInputs.Create("rotary.sliding", type, headSize);

    /// <summary>1 for a token and 0 for padding, [B, T].</summary>
    public Tensor Mask { get => field ??= Op.Cast(Op.Less(Tensor.Scalar(DataType.Int32, Padding), Branches), type); }

    /// <summary>Added to attention's scores: 0 where a token is seen, very low elsewhere.</summary>
    /// <param name="window">Positions seen, the own included; null for all.</param>
    /// <returns>[B, T, T], row i for the token that looks.</returns>
    public Tensor Bias(int? window)
    {
        // Padding sees padding at its own position or before, so no row of the softmax is empty.
        Tensor own = Op.Unsqueeze(Branches, 2), seen = Op.Unsqueeze(Branches, 1); // [B, T, 1], [B, 1, T]
        Tensor isPrompt = Op.Equal(seen, Tensor.Scalar(DataType.Int32, Prompt));
        Tensor distance = Op.Unsqueeze(Positions, 2) - Op.Unsqueeze(Positions, 1); // [B, T, T]
        Tensor visible = Op.And(
            Op.Not(Op.And(Op.Not(isPrompt), Op.Not(Op.Equal(own, seen)))),
            Op.Less(Tensor.Scalar(DataType.Int64, -1), distance));
        if (window is int width)
        {
            visible = Op.And(visible, Op.Less(distance, Tensor.Scalar(DataType.Int64, width)));
        }

        return Op.Where(visible, Tensor.Scalar(type, 0), Tensor.Scalar(type, DecoderNetwork.RuledOut));
    }
}
