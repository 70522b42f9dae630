using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>
/// BERT as a sentence encoder (Devlin et al., 2018, arXiv:1810.04805; Reimers and Gurevych, 2019, arXiv:1908.10084) with trainable
/// parameters under Hugging Face's names. Each call adds to the graph; all calls share the parameters.
/// </summary>
/// <remarks>Tokens are rows of one matrix [N, H], without padding, everywhere except inside attention.</remarks>
internal sealed class BertNetwork
{
    private const double Blocked = 1e9;

    private readonly BertConfiguration shape;
    private readonly ParameterSet parameters;
    private readonly BertNetworkOptions options;
    private readonly LinearLayers linear;
    private readonly Dropout dropout;

    /// <summary>Adds the network's parameters to the set.</summary>
    /// <param name="configuration">Dimensions.</param>
    /// <param name="parameters">Receives the parameters.</param>
    /// <param name="options">Dropout and adapters.</param>
    /// <param name="initial">A parameter's values by name, as <see cref="BertWeights.Read(string)"/> gives them.</param>
    public BertNetwork(BertConfiguration configuration, ParameterSet parameters, BertNetworkOptions options, Func<string, float[]> initial)
    {
        shape = configuration;
        this.parameters = parameters;
        this.options = options;
        linear = new LinearLayers(parameters, options.LowRank);
        dropout = new Dropout();
        foreach ((string name, long[] size) in BertWeights.Expected(configuration))
        {
            parameters.Add(name, initial(name), size);
        }

        foreach (string name in LinearNames())
        {
            linear.AddAdapter(name);
        }
    }

    /// <summary>The same network and parameters with other options, such as evaluation without dropout.</summary>
    private BertNetwork(BertNetwork other, BertNetworkOptions options)
    {
        (shape, parameters, linear, dropout) = (other.shape, other.parameters, other.linear, other.dropout);
        this.options = options;
    }

    /// <summary>The same network without dropout.</summary>
    public BertNetwork WithoutDropout() => new(this, options with { Dropout = 0 });

    /// <summary>Freezes the embeddings and the layers below one, adapters included.</summary>
    /// <param name="layer">The lowest layer that is trained, 0 to the number of layers; 0 freezes the embeddings only.</param>
    public void FreezeBelow(int layer)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)layer, (uint)shape.Layers, nameof(layer));
        string[] frozen = ["embeddings.", .. Enumerable.Range(0, layer).Select(BertWeights.Layer)];
        parameters.Freeze(name => frozen.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    /// <summary>Texts as unit vectors.</summary>
    /// <param name="ids">Token ids, Int32 or Int64 [B, T].</param>
    /// <param name="mask">[B, T] of the parameters' type, 1 for a token and 0 for padding; null if no text is padded.</param>
    /// <param name="pooling">How tokens become one vector.</param>
    /// <returns>[B, H], rows of L2 norm 1.</returns>
    public Tensor Encode(Tensor ids, Tensor? mask, PoolingKind pooling) => EncodeFrom(HiddenStates(ids, mask, 0), mask, 0, pooling);

    /// <summary>Texts as unit vectors from hidden states of a lower layer, such as cached ones.</summary>
    /// <param name="hidden">[B, T, H], as <see cref="HiddenStates"/> gives them for <paramref name="layers"/>.</param>
    /// <param name="mask">As for <see cref="Encode"/>.</param>
    /// <param name="layers">Layers that the states have passed, 0 for embeddings.</param>
    /// <param name="pooling">How tokens become one vector.</param>
    /// <returns>[B, H], rows of L2 norm 1.</returns>
    public Tensor EncodeFrom(Tensor hidden, Tensor? mask, int layers, PoolingKind pooling)
    {
        Tensor last = Continue(hidden, mask, layers, shape.Layers);
        Tensor pooled = pooling == PoolingKind.Cls
            ? Op.Reshape(Op.Slice(last, 1, 0, 1), Tensor.Integers(-1, shape.Hidden), last.Shape[0], shape.Hidden)
            : mask is null ? Op.ReduceMean(last, keep: false, 1) : Op.MaskedMean(last, mask);
        return Op.L2Normalize(pooled);
    }

    /// <summary>Hidden states after the first layers.</summary>
    /// <param name="ids">Token ids, Int32 or Int64 [B, T].</param>
    /// <param name="mask">As for <see cref="Encode"/>.</param>
    /// <param name="layers">How many layers; 0 gives the embeddings.</param>
    /// <param name="types">Token types, Int32 [B, T]; null where every token is of type 0.</param>
    /// <returns>[B, T, H]; after the embeddings, values at padding are undefined.</returns>
    public Tensor HiddenStates(Tensor ids, Tensor? mask, int layers, Tensor? types = null) =>
        Continue(Embed(ids, types), mask, 0, layers);

    /// <summary>The parameters under Hugging Face's names, adapters merged into their layers.</summary>
    public IEnumerable<(string Name, long[] Shape, float[] Values)> Export()
    {
        const string suffix = ".weight";
        foreach ((string name, long[] size) in BertWeights.Expected(shape))
        {
            bool mayBeAdapted = size.Length == 2 && name.EndsWith(suffix, StringComparison.Ordinal);
            yield return (name, size, mayBeAdapted ? linear.Merged(name[..^suffix.Length]) : parameters[name].Read());
        }
    }

    private Tensor Embed(Tensor ids, Tensor? types)
    {
        Tensor words = Op.Gather(Parameter("embeddings.word_embeddings.weight"), ids); // [B, T, H]
        Tensor positions = Op.Slice( // [T, H]
            Parameter("embeddings.position_embeddings.weight"), 0, Tensor.Integers(0), Op.SizeOf(ids, 1), ids.Shape[1]);
        Tensor table = Parameter("embeddings.token_type_embeddings.weight");
        Tensor type = types is null ? Op.Slice(table, 0, 0, 1) : Op.Gather(table, types); // [1, H] or [B, T, H]
        return Drop(Normalize(words + positions + type, "embeddings.LayerNorm"));
    }

    private Tensor Continue(Tensor hidden, Tensor? mask, int from, int to)
    {
        if (from == to)
        {
            return hidden;
        }

        var layout = new TokenLayout(hidden, mask);
        Tensor? blocked = mask is null ? null : Op.Unsqueeze((mask - 1) * Blocked, 1, 2); // [B, 1, 1, T]
        Tensor x = layout.ToRows(hidden); // [N, H]
        for (int layer = from; layer < to; layer++)
        {
            string at = BertWeights.Layer(layer);
            x = Normalize(x + Drop(Attend(x, layout, blocked, at + "attention.")), at + "attention.output.LayerNorm");
            Tensor inner = Op.Gelu(linear.Apply(x, at + "intermediate.dense")); // [N, I]
            x = Normalize(x + Drop(linear.Apply(inner, at + "output.dense")), at + "output.LayerNorm");
        }

        return layout.ToGrid(x, shape.Hidden);
    }

    private Tensor Attend(Tensor x, TokenLayout layout, Tensor? blocked, string at)
    {
        int width = shape.Hidden / shape.Heads;
        Tensor Heads(string name) => // [B, heads, T, width]
            Op.Transpose(layout.ToGrid(linear.Apply(x, at + "self." + name), shape.Heads, width), 0, 2, 1, 3);

        Tensor scores = Op.MatMul(Heads("query"), Heads("key"), transposeB: true, factor: 1 / Math.Sqrt(width)); // [B, heads, T, T]
        Tensor attention = Drop(Op.Softmax(blocked is null ? scores : scores + blocked));
        Tensor context = Op.Transpose(Op.MatMul(attention, Heads("value")), 0, 2, 1, 3); // [B, T, heads, width]
        return linear.Apply(layout.ToRows(context), at + "output.dense");
    }

    private Tensor Normalize(Tensor x, string name) =>
        Op.LayerNorm(x, Parameter(name + ".weight"), Parameter(name + ".bias"), shape.Epsilon);

    private Tensor Drop(Tensor x) => dropout.Apply(x, options.Dropout);

    private Tensor Parameter(string name) => parameters[name].Tensor;

    private IEnumerable<string> LinearNames() => Enumerable.Range(0, shape.Layers).Select(BertWeights.Layer).SelectMany(at => new[]
    {
        at + "attention.self.query", at + "attention.self.key", at + "attention.self.value", at + "attention.output.dense",
        at + "intermediate.dense", at + "output.dense",
    });
}
