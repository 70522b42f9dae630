using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>
/// Gemma 3 as a language model (Gemma Team, 2025, arXiv:2503.19786) with trainable parameters under Hugging Face's names and low-rank
/// adapters on all linear layers. Each call adds to the graph; all calls share the parameters.
/// </summary>
/// <remarks>
/// Tokens are rows of one matrix [N, H], without padding, everywhere except inside attention. Query heads that share a key and value head
/// are rows of one product, so keys and values are never repeated.
/// </remarks>
internal sealed partial class DecoderNetwork
{
    /// <summary>Added to the score of a token that is not seen.</summary>
    public const double RuledOut = -1e9;

    private readonly DecoderConfiguration shape;
    private readonly ParameterSet parameters;
    private readonly LinearLayers linear;

    /// <summary>Adds the network's parameters to the set.</summary>
    /// <param name="configuration">Dimensions.</param>
    /// <param name="parameters">Receives the parameters.</param>
    /// <param name="lowRank">Adapters; null for none.</param>
    /// <param name="initial">A parameter's values by name, as <see cref="DecoderWeights.Read"/> gives them.</param>
    public DecoderNetwork(
        DecoderConfiguration configuration, ParameterSet parameters, LowRankOptions? lowRank, Func<string, float[]> initial)
    {
        shape = configuration;
        this.parameters = parameters;
        linear = new LinearLayers(parameters, lowRank);
        foreach ((string name, long[] size) in DecoderWeights.Expected(configuration))
        {
            parameters.Add(name, initial(name), size);
        }

        foreach (string name in DecoderWeights.Linears(configuration))
        {
            linear.AddAdapter(name);
        }
    }

    /// <summary>A layer's weight with its adapter's part added, [outputs, inputs] row-major.</summary>
    /// <param name="layer">Name without <c>.weight</c>.</param>
    public float[] Merged(string layer) => linear.Merged(layer);

    /// <summary>Hidden states after all layers, before the last norm.</summary>
    /// <param name="inputs">The rows.</param>
    /// <param name="keysAndValues">Receives each layer's keys and values, [B, heads, T, D] each; null where nobody needs them.</param>
    /// <returns>[N, H], the tokens of all rows in order, without padding.</returns>
    public Tensor HiddenStates(DecoderInputs inputs, List<Tensor>? keysAndValues = null)
    {
        var layout = new TokenLayout(inputs.Ids, inputs.Mask);
        Tensor positions = Op.Reshape(layout.ToRows(inputs.Positions), (Dimension)"tokens of rows*tokens"); // [N]
        Tensor bias = inputs.Bias(null), slidingBias = inputs.Bias(shape.Window);
        Tensor x = layout.ToRows(Op.Gather(parameters[DecoderWeights.Embedding].Tensor, inputs.Ids)) * Math.Sqrt(shape.Hidden); // [N, H]
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            bool slides = shape.IsSliding[layer];
            RotaryInputs rotary = slides ? inputs.SlidingRotary : inputs.Rotary;
            string at = DecoderWeights.Layer(layer);
            x = Layer(x, at, normal =>
            {
                (Tensor query, Tensor key, Tensor value) = Heads(normal, at, positions, rotary);
                Tensor keys = Op.Transpose(layout.ToGrid(key, shape.KeyValueHeads, shape.HeadSize), 0, 2, 1, 3); // [B, kv, T, D]
                Tensor values = Op.Transpose(layout.ToGrid(value, shape.KeyValueHeads, shape.HeadSize), 0, 2, 1, 3);
                keysAndValues?.AddRange([keys, values]);
                return layout.ToRows(Attend(layout.ToGrid(query, shape.KeyValueHeads, shape.Group, shape.HeadSize), keys, values,
                    slides ? slidingBias : bias));
            });
        }

        return x;
    }

    /// <summary>Hidden states of some tokens, ready for the output head.</summary>
    /// <param name="states">[N, H], as <see cref="HiddenStates"/> gives them.</param>
    /// <param name="rows">int64 [P].</param>
    /// <returns>[P, H], normalised.</returns>
    public Tensor Predictors(Tensor states, Tensor rows) => Normalized(Op.Gather(states, rows));

    /// <summary>Hidden states through the last norm, ready for the output head.</summary>
    /// <param name="states">[P, H].</param>
    /// <returns>[P, H].</returns>
    public Tensor Normalized(Tensor states) => Normalize(states, DecoderWeights.LastNorm);

    /// <summary>Scores of the next token.</summary>
    /// <param name="predictors">[P, H], as <see cref="Predictors"/> gives them.</param>
    /// <returns>[P, words].</returns>
    public Tensor Logits(Tensor predictors) => Op.Linear(predictors, parameters[DecoderWeights.Embedding].Tensor, null);

    /// <summary>Scores of a few next tokens.</summary>
    /// <param name="predictors">[P, H], as <see cref="Predictors"/> gives them.</param>
    /// <param name="words">[K] ids.</param>
    /// <returns>[P, K].</returns>
    public Tensor Logits(Tensor predictors, IReadOnlyList<int> words) => Op.Linear(
        predictors,
        Op.Gather(parameters[DecoderWeights.Embedding].Tensor, Tensor.Constant<int>(DataType.Int32, [.. words], words.Count)), null);

    /// <summary>Log-probabilities of given next tokens among all words.</summary>
    /// <param name="predictors">[P, H], as <see cref="Predictors"/> gives them.</param>
    /// <param name="words">int32 [P].</param>
    /// <returns>[P].</returns>
    public Tensor LogProbabilities(Tensor predictors, Tensor words) =>
        Op.WordLogProbability(predictors, parameters[DecoderWeights.Embedding].Tensor, words);

    // One block; the attention gets the normalised input and returns the heads' values side by side, [N, heads · D].
    private Tensor Layer(Tensor x, string at, Func<Tensor, Tensor> attention)
    {
        Tensor context = attention(Normalize(x, at + "input_layernorm.weight"));
        x += Normalize(linear.Apply(context, at + "self_attn.o_proj"), at + "post_attention_layernorm.weight");
        Tensor normal = Normalize(x, at + "pre_feedforward_layernorm.weight");
        Tensor inner = Op.GeluTanh(linear.Apply(normal, at + "mlp.gate_proj")) * linear.Apply(normal, at + "mlp.up_proj"); // [N, I]
        return x + Normalize(linear.Apply(inner, at + "mlp.down_proj"), at + "post_feedforward_layernorm.weight");
    }

    // Queries [N, heads · D], keys and values [N, kv · D], normalised per head and rotated.
    private (Tensor Query, Tensor Key, Tensor Value) Heads(Tensor normal, string at, Tensor positions, RotaryInputs rotary)
    {
        Tensor Rotated(string name, int heads)
        {
            Tensor projected = linear.Apply(normal, $"{at}self_attn.{name}_proj");
            Tensor split = Op.Reshape(projected, Tensor.Integers(-1, heads, shape.HeadSize), normal.Shape[0], heads, shape.HeadSize);
            Tensor turned =
                Op.Rotary(Normalize(split, $"{at}self_attn.{name}_norm.weight"), positions, rotary.Cosine, rotary.Sine);
            return Op.Reshape(turned, Tensor.Integers(-1, heads * shape.HeadSize), normal.Shape[0], heads * shape.HeadSize);
        }

        return (Rotated("q", shape.Heads), Rotated("k", shape.KeyValueHeads), linear.Apply(normal, at + "self_attn.v_proj"));
    }

    // query [B, T, kv, group, D], keys and values [B, kv, T, D], bias [B, T, T]; returns [B, T, kv, group, D].
    private Tensor Attend(Tensor query, Tensor keys, Tensor values, Tensor bias)
    {
        (long heads, long group, long width) = (shape.KeyValueHeads, shape.Group, shape.HeadSize);
        (Dimension rows, Dimension tokens) = (query.Shape[0], query.Shape[1]);
        Tensor batch = Op.SizeOf(query, 0), length = Op.SizeOf(query, 1);
        Tensor Shaped(Tensor x, params Dimension[] to) =>
            Op.Reshape(x, Op.Concat(0, [batch, .. to[1..].Select(size => size == tokens ? length : Tensor.Integers(size.Size ?? -1))]), to);

        Dimension queries = "queries"; // T · group
        Tensor lines = Shaped(Op.Transpose(query, 0, 2, 1, 3, 4), rows, heads, queries, width);
        Tensor scores = Op.MatMul(lines, keys, transposeB: true, factor: 1 / Math.Sqrt(shape.ScoreDivisor)); // [B, kv, T · group, T]
        scores = Shaped(scores, rows, heads, tokens, group, tokens) + Op.Unsqueeze(bias, 1, 3);
        Tensor attention = Shaped(Op.Softmax(scores), rows, heads, queries, tokens);
        Tensor context = Shaped(Op.MatMul(attention, values), rows, heads, tokens, group, width);
        return Op.Transpose(context, 0, 2, 1, 3, 4);
    }

    // The stored weight counts from 1.
    private Tensor Normalize(Tensor x, string name) => Op.RmsNorm(x, parameters[name].Tensor + 1, shape.Epsilon);
}
