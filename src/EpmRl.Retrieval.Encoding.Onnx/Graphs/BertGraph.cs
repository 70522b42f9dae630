using System.Numerics.Tensors;
using EpmRl.Retrieval.Encoding.Onnx.Graphs;
using DataType = EpmRl.Retrieval.Encoding.Onnx.Graphs.TensorProto.Types.DataType;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>
/// BERT with pooling and L2 normalisation as one ONNX graph of ONNX Runtime's fused operators:
/// <c>input_ids</c> int32 [batch, tokens] → <c>embedding</c> float32 [batch, hidden].
/// </summary>
/// <remarks>
/// There is no attention mask: all texts of a batch have the same number of tokens, so no row is padded. Nothing is computed for
/// padding, attention takes its fast path, and a text's vector cannot depend on its neighbours. Source: Devlin et al., 2018,
/// arXiv:1810.04805; the vector is that of Sentence-BERT (Reimers and Gurevych, 2019, arXiv:1908.10084).
/// </remarks>
internal sealed class BertGraph
{
    /// <summary>Input that says whether the reader's states are wanted, bool [1]; only of a graph with a reader.</summary>
    public const string StatesSwitch = "with_states";

    private readonly GraphBuilder graph = new("bert");
    private readonly BertWeights weights;
    private readonly BertConfiguration shape;
    private readonly EncoderPrecision precision;

    private BertGraph(BertWeights weights, EncoderPrecision precision)
    {
        this.weights = weights;
        this.precision = precision;
        shape = weights.Configuration;
    }

    // The type of everything between the operators.
    private DataType FloatType => precision == EncoderPrecision.Fp16 ? DataType.Float16 : DataType.Float;

    /// <summary>
    /// How a precision is computed, as far as it affects vectors; part of the space's fingerprint, so change it with the graph.
    /// </summary>
    public static string FormOf(EncoderPrecision precision) =>
        precision == EncoderPrecision.Int8 ? "7-bit weights by output, activations by text, feed-forward by token" : "as stored";

    /// <summary>Builds the model's bytes.</summary>
    /// <param name="weights">The checkpoint.</param>
    /// <param name="precision">fp32, fp16 or int8.</param>
    /// <param name="pooling">How tokens become one vector; null gives <c>last_hidden_state</c> [batch, tokens, hidden] instead.</param>
    public static byte[] Build(BertWeights weights, EncoderPrecision precision, PoolingKind? pooling)
    {
        var bert = new BertGraph(weights, precision);
        return bert.Finish(bert.Transform(bert.Embed(bert.Ids()), 0, weights.Configuration.Layers), pooling);
    }

    /// <summary>Builds the model's bytes with a second output, <c>states</c> float32 [batch, tokens, size].</summary>
    /// <param name="weights">The checkpoint.</param>
    /// <param name="precision">fp32, fp16 or int8.</param>
    /// <param name="pooling">How tokens become one vector.</param>
    /// <param name="reader">
    /// Makes the states of the hidden states, where <see cref="StatesSwitch"/> is on; null gives the hidden states, which cost nothing.
    /// </param>
    public static byte[] BuildTokens(BertWeights weights, EncoderPrecision precision, PoolingKind pooling, ReaderFile? reader)
    {
        var bert = new BertGraph(weights, precision);
        string hidden = bert.ToFloat(bert.Transform(bert.Embed(bert.Ids()), 0, weights.Configuration.Layers));
        bert.Pool(hidden, pooling);
        string states = hidden;
        if (reader is not null)
        {
            states = ReaderGraph.Append(bert.graph, reader, hidden, bert.graph.Input(StatesSwitch, DataType.Bool, 1));
        }

        bert.graph.Output(states, "states", DataType.Float, "batch", "tokens", reader?.Sizes.Parts ?? weights.Configuration.Hidden);
        return bert.graph.Build();
    }

    /// <summary>
    /// Builds a pair encoder: <c>input_ids</c> and <c>token_types</c>, int32 [batch, tokens] → <c>log_odds</c> float32 [batch, 1].
    /// </summary>
    /// <param name="weights">The checkpoint.</param>
    /// <param name="precision">fp32 or int8.</param>
    /// <param name="head">What makes an answer of the first token's state and the mean of all.</param>
    public static byte[] BuildPairs(BertWeights weights, EncoderPrecision precision, PairHead head)
    {
        var bert = new BertGraph(weights, precision);
        string ids = bert.Ids(), types = bert.graph.Input("token_types", DataType.Int32, "batch", "tokens");
        string hidden = bert.ToFloat(bert.Transform(bert.Embed(ids, types), 0, weights.Configuration.Layers));
        string first = bert.graph.Op("Gather", [hidden, bert.graph.Constant<int>("first", DataType.Int32, [0])], ("axis", 1));
        string mean = bert.graph.Op("ReduceMean", [hidden], ("axes", new long[] { 1 }), ("keepdims", 0));
        string inner = bert.graph.Op("Tanh", [bert.Linear(bert.graph.Op("Concat", [first, mean], ("axis", -1)), "dense", head.Dense)]);
        bert.graph.Output(bert.Linear(inner, "output", head.Output), "log_odds", DataType.Float, "batch", 1);
        return bert.graph.Build();
    }

    private string Linear(string input, string name, (float[] Weight, float[] Bias) layer) => graph.Op(
        "Gemm",
        [
            input,
            graph.Constant<float>(
                "pair." + name + ".weight", DataType.Float, layer.Weight, layer.Bias.Length, layer.Weight.Length / layer.Bias.Length),
            graph.Constant<float>("pair." + name + ".bias", DataType.Float, layer.Bias, layer.Bias.Length),
        ],
        ("transB", 1));

    /// <summary>
    /// Builds the part below a layer: <c>input_ids</c> int32 [batch, tokens] → <c>last_hidden_state</c> float32 [batch, tokens, hidden].
    /// </summary>
    /// <param name="weights">The checkpoint.</param>
    /// <param name="layers">How many layers; 0 gives the embeddings.</param>
    public static byte[] BuildLower(BertWeights weights, int layers)
    {
        var bert = new BertGraph(weights, EncoderPrecision.Fp32);
        return bert.Finish(bert.Transform(bert.Embed(bert.Ids()), 0, layers), pooling: null);
    }

    /// <summary>
    /// Builds the part from a layer on: <c>hidden_state</c> float32 [batch, tokens, hidden] → <c>embedding</c> float32 [batch, hidden].
    /// </summary>
    /// <param name="weights">The checkpoint.</param>
    /// <param name="firstLayer">The lowest layer of the part.</param>
    /// <param name="pooling">How tokens become one vector.</param>
    public static byte[] BuildUpper(BertWeights weights, int firstLayer, PoolingKind pooling)
    {
        var bert = new BertGraph(weights, EncoderPrecision.Fp32);
        string hidden = bert.graph.Input("hidden_state", DataType.Float, "batch", "tokens", weights.Configuration.Hidden);
        return bert.Finish(bert.Transform(hidden, firstLayer, weights.Configuration.Layers), pooling);
    }

    private string Ids() => graph.Input("input_ids", DataType.Int32, "batch", "tokens");

    private string Transform(string hidden, int firstLayer, int end) // [B, T, H]
    {
        for (int layer = firstLayer; layer < end; layer++)
        {
            string at = BertWeights.Layer(layer);
            hidden = AddAndNormalize(Attend(hidden, at), hidden, at + "attention.output");
            hidden = AddAndNormalize(FeedForward(hidden, at), hidden, at + "output");
        }

        return hidden;
    }

    private byte[] Finish(string hidden, PoolingKind? pooling)
    {
        if (pooling is null)
        {
            graph.Output(ToFloat(hidden), "last_hidden_state", DataType.Float, "batch", "tokens", shape.Hidden);
            return graph.Build();
        }

        Pool(ToFloat(hidden), pooling.Value);
        return graph.Build();
    }

    private void Pool(string hidden, PoolingKind pooling)
    {
        string pooled = pooling == PoolingKind.Mean // [B, H]
            ? graph.Op("ReduceMean", [hidden], ("axes", new long[] { 1 }), ("keepdims", 0))
            : graph.Op("Gather", [hidden, graph.Constant<int>("first", DataType.Int32, [0])], ("axis", 1));
        string unit = graph.Op("LpNormalization", [pooled], ("axis", -1), ("p", 2));
        graph.Output(unit, "embedding", DataType.Float, "batch", shape.Hidden);
    }

    private string Embed(string ids, string? types = null)
    {
        string words = graph.Op("Gather", [WordTable(out bool isHalf), ids]); // [B, T, H]
        if (isHalf != (precision == EncoderPrecision.Fp16))
        {
            words = graph.Op("Cast", [words], ("to", (int)FloatType));
        }

        float[] positions = weights.Read("embeddings.position_embeddings.weight");
        const string typeTable = "embeddings.token_type_embeddings.weight";
        if (types is not null)
        {
            words = graph.Op("Add", [words, graph.Op("Gather", [Floats(typeTable, [typeTable], shape.Types, shape.Hidden), types])]);
        }
        else
        {
            // Every token is of type 0, so the type vector is added to the position vectors.
            float[] type = weights.Read(typeTable);
            for (int i = 0; i < positions.Length; i++)
            {
                positions[i] += type[i % shape.Hidden];
            }
        }

        string tokens = graph.Op("Slice", [graph.Op("Shape", [ids]), graph.Integers(1), graph.Integers(2)]);
        string all = Floats("positions", [1, shape.Positions, shape.Hidden], numbers => positions.CopyTo(numbers));
        string used = graph.Op("Slice", [all, graph.Integers(0), tokens, graph.Integers(1)]); // [1, T, H]
        return Normalize(graph.Op("Add", [words, used]), "embeddings.LayerNorm");
    }

    // The largest tensor. It keeps the checkpoint's 16 bits in every precision, since a gather reads only a few rows.
    private string WordTable(out bool isHalf)
    {
        const string name = "embeddings.word_embeddings.weight";
        ReadOnlySpan<byte> bytes = weights.ReadHalfBytes(name);
        isHalf = !bytes.IsEmpty;
        if (isHalf)
        {
            return graph.Constant("words", DataType.Float16, bytes, shape.Vocabulary, shape.Hidden);
        }

        isHalf = precision == EncoderPrecision.Fp16;
        return Floats("words", [name], shape.Vocabulary, shape.Hidden);
    }

    private string Attend(string hidden, string at)
    {
        // The three projections as one product, [B, T, 3H].
        string[] names = [at + "attention.self.query", at + "attention.self.key", at + "attention.self.value"];
        string projected = Linear(hidden, at + "qkv", names, shape.Hidden, 3 * shape.Hidden, addBias: true);
        string[] parts = graph.Ops("Split", 3, [projected, graph.Integers(shape.Hidden, shape.Hidden, shape.Hidden)], ("axis", -1));
        string context = graph.ContribOp("MultiHeadAttention", parts, ("num_heads", shape.Heads)); // [B, T, H]
        return Dense(context, at + "attention.output.dense", shape.Hidden, shape.Hidden);
    }

    private string FeedForward(string hidden, string at)
    {
        string name = at + "intermediate.dense";
        string inner = Dense(hidden, name, shape.Hidden, shape.Intermediate); // [B, T, I]
        inner = graph.ContribOp("BiasGelu", [inner, Bias(name)]);
        return Dense(inner, at + "output.dense", shape.Intermediate, shape.Hidden);
    }

    // The preceding linear layer leaves its bias to be added here. On a GPU the fused operator saves passes over memory; on processors ONNX
    // Runtime 1.31 computes it without vector instructions, and a sum and the plain operator cost a fifth of it (measured).
    private string AddAndNormalize(string change, string residual, string at)
    {
        if (precision == EncoderPrecision.Fp16)
        {
            return graph.ContribOp(
                "SkipLayerNormalization", [change, residual, .. Norm(at + ".LayerNorm"), Bias(at + ".dense")], ("epsilon", shape.Epsilon));
        }

        string sum = graph.Op("Add", [graph.Op("Add", [change, Bias(at + ".dense")]), residual]);
        return Normalize(sum, at + ".LayerNorm");
    }

    private string Normalize(string hidden, string name) =>
        graph.Op("LayerNormalization", [hidden, .. Norm(name)], ("axis", -1), ("epsilon", shape.Epsilon));

    // Without its bias, which the next operator adds.
    private string Dense(string input, string name, int inputs, int outputs)
    {
        bool feedForward = inputs != outputs;
        return precision == EncoderPrecision.Int8 && feedForward
            ? LinearByRows(input, name, inputs, outputs)
            : Linear(input, name, [name], inputs, outputs, addBias: false);
    }

    // The integer operator scales by the largest activation of its input. In the feed-forward part a few tokens have values far above all
    // others', which would leave few steps for the rest, so each token's row is first scaled to a largest value of 1. Measured on
    // MiniLM-L6: mean cosine to fp32 0.9929 without, 0.9967 with, at no measurable cost.
    private string LinearByRows(string input, string name, int inputs, int outputs)
    {
        string largest = graph.Op("ReduceMax", [graph.Op("Abs", [input])], ("axes", new long[] { -1 }), ("keepdims", 1)); // [B, T, 1]
        largest = graph.Op("Max", [largest, graph.Scalar(1e-6f)]);
        string product = Linear(graph.Op("Div", [input, largest]), name, [name], inputs, outputs, addBias: false);
        return graph.Op("Mul", [product, largest]);
    }

    // The integer operator takes its scale from its entire input, so int8 runs one text at a time.
    private string Linear(string input, string name, string[] tensors, int inputs, int outputs, bool addBias)
    {
        string[] weightNames = [.. tensors.Select(tensor => tensor + ".weight")];
        string[] biasNames = [.. tensors.Select(tensor => tensor + ".bias")];
        string product;
        if (precision == EncoderPrecision.Int8)
        {
            var full = new float[inputs * outputs];
            var scales = new float[outputs];
            weights.Read(weightNames, full);
            string integers = graph.Constant<sbyte>(
                name + ".weight", DataType.Int8, [inputs, outputs], numbers => DenseWeights.Quantize(full, numbers, scales));
            product = graph.ContribOp(
                "DynamicQuantizeMatMul", [input, integers, graph.Constant<float>(name + ".scale", DataType.Float, scales, outputs)]);
        }
        else
        {
            // Checkpoints hold [outputs, inputs]; the operator transposes them when it packs them.
            product = graph.ContribOp("FusedMatMul", [input, Floats(name + ".weight", weightNames, outputs, inputs)], ("transB", 1));
        }

        return addBias ? graph.Op("Add", [product, Floats(name + ".bias", biasNames, outputs)]) : product;
    }

    private string Bias(string name) => Vector(name + ".bias");

    private string[] Norm(string name) => [Vector(name + ".weight"), Vector(name + ".bias")];

    private string Vector(string name) => Floats(name, [name], weights.CountOf(name));

    private string Floats(string name, string[] tensors, params long[] dimensions) =>
        Floats(name, dimensions, numbers => weights.Read(tensors, numbers));

    private string Floats(string name, long[] dimensions, GraphBuilder.Fill<float> fill) => precision != EncoderPrecision.Fp16
        ? graph.Constant(name, DataType.Float, dimensions, fill)
        : graph.Constant<Half>(name, DataType.Float16, dimensions, halves =>
        {
            var full = new float[halves.Length];
            fill(full);
            TensorPrimitives.ConvertToHalf(full, halves);
        });

    private string ToFloat(string value) =>
        precision == EncoderPrecision.Fp16 ? graph.Op("Cast", [value], ("to", (int)DataType.Float)) : value;
}
