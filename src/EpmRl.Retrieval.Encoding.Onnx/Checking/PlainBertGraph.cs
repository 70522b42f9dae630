using EpmRl.Retrieval.Encoding.Onnx.Graphs;
using DataType = EpmRl.Retrieval.Encoding.Onnx.Graphs.TensorProto.Types.DataType;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>
/// BERT in standard ONNX operators, with an attention mask for padded batches: the graph of an ordinary exporter, used as the benchmark's
/// baseline. Mean pooling. <c>input_ids</c>, <c>attention_mask</c> int64 [batch, tokens] → <c>embedding</c>.
/// </summary>
internal sealed class PlainBertGraph(BertWeights weights)
{
    private readonly GraphBuilder graph = new("plain-bert");
    private readonly BertConfiguration shape = weights.Configuration;

    /// <summary>The model's bytes.</summary>
    public byte[] Build()
    {
        string ids = graph.Input("input_ids", DataType.Int64, "batch", "tokens");
        string mask = graph.Op("Cast", [graph.Input("attention_mask", DataType.Int64, "batch", "tokens")], ("to", (int)DataType.Float));
        string blocked = graph.Op("Mul", // [B, 1, 1, T]: 0 for tokens, -10000 for padding
            [graph.Op("Sub", [graph.Scalar(1), graph.Op("Unsqueeze", [mask, graph.Integers(1, 2)])]), graph.Scalar(-10_000)]);
        string hidden = Embed(ids);
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            string at = BertWeights.Layer(layer);
            hidden = Normalize(graph.Op("Add", [Attend(hidden, blocked, at), hidden]), at + "attention.output.LayerNorm");
            string inner = Gelu(Linear(hidden, at + "intermediate.dense", shape.Hidden, shape.Intermediate));
            hidden = Normalize(
                graph.Op("Add", [Linear(inner, at + "output.dense", shape.Intermediate, shape.Hidden), hidden]), at + "output.LayerNorm");
        }

        string masked = graph.Op("Mul", [hidden, graph.Op("Unsqueeze", [mask, graph.Integers(2)])]);
        string mean = graph.Op("Div",
        [
            graph.Op("ReduceSum", [masked, graph.Integers(1)], ("keepdims", 0)),
            graph.Op("ReduceSum", [mask, graph.Integers(1)], ("keepdims", 1)),
        ]);
        graph.Output(graph.Op("LpNormalization", [mean], ("axis", -1), ("p", 2)), "embedding", DataType.Float, "batch", shape.Hidden);
        return graph.Build();
    }

    private string Embed(string ids)
    {
        string words = graph.Op("Gather", [Floats("embeddings.word_embeddings.weight", shape.Vocabulary, shape.Hidden), ids]);
        string tokens = graph.Op("Slice", [graph.Op("Shape", [ids]), graph.Integers(1), graph.Integers(2)]);
        string positions = graph.Op("Slice",
            [Floats("embeddings.position_embeddings.weight", shape.Positions, shape.Hidden), graph.Integers(0), tokens, graph.Integers(0)]);
        string typeTable = Floats("embeddings.token_type_embeddings.weight", shape.Types, shape.Hidden);
        string type = graph.Op("Slice", [typeTable, graph.Integers(0), graph.Integers(1), graph.Integers(0)]);
        return Normalize(graph.Op("Add", [graph.Op("Add", [words, positions]), type]), "embeddings.LayerNorm");
    }

    private string Attend(string hidden, string blocked, string at)
    {
        string query = Heads(Linear(hidden, at + "attention.self.query", shape.Hidden, shape.Hidden), 0, 2, 1, 3);
        string key = Heads(Linear(hidden, at + "attention.self.key", shape.Hidden, shape.Hidden), 0, 2, 3, 1);
        string value = Heads(Linear(hidden, at + "attention.self.value", shape.Hidden, shape.Hidden), 0, 2, 1, 3);
        string scores = graph.Op("Div", [graph.Op("MatMul", [query, key]), graph.Scalar(MathF.Sqrt(shape.Hidden / (float)shape.Heads))]);
        string attention = graph.Op("Softmax", [graph.Op("Add", [scores, blocked])], ("axis", -1)); // [B, heads, T, T]
        string context = graph.Op("Transpose", [graph.Op("MatMul", [attention, value])], ("perm", new long[] { 0, 2, 1, 3 }));
        return Linear(
            graph.Op("Reshape", [context, graph.Integers(0, 0, shape.Hidden)]), at + "attention.output.dense", shape.Hidden, shape.Hidden);
    }

    private string Heads(string projected, params long[] order) => graph.Op(
        "Transpose", [graph.Op("Reshape", [projected, graph.Integers(0, 0, shape.Heads, shape.Hidden / shape.Heads)])], ("perm", order));

    private string Gelu(string input)
    {
        string erf = graph.Op("Erf", [graph.Op("Div", [input, graph.Scalar(MathF.Sqrt(2))])]);
        return graph.Op("Mul", [graph.Op("Mul", [input, graph.Op("Add", [erf, graph.Scalar(1)])]), graph.Scalar(0.5f)]);
    }

    private string Normalize(string input, string name) => graph.Op(
        "LayerNormalization", [input, Floats(name + ".weight", shape.Hidden), Floats(name + ".bias", shape.Hidden)], ("axis", -1),
        ("epsilon", shape.Epsilon));

    private string Linear(string input, string name, int inputs, int outputs)
    {
        float[] stored = weights.Read(name + ".weight"); // [outputs, inputs]
        string turned = graph.Constant<float>(name + ".weight", DataType.Float, [inputs, outputs], numbers =>
        {
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = stored[i % outputs * inputs + i / outputs];
            }
        });
        return graph.Op("Add", [graph.Op("MatMul", [input, turned]), Floats(name + ".bias", outputs)]);
    }

    private string Floats(string name, params long[] dimensions) =>
        graph.Constant<float>(name, DataType.Float, dimensions, numbers => weights.Read([name], numbers));
}
