using DataType = EpmRl.Retrieval.Encoding.Onnx.Graphs.TensorProto.Types.DataType;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>
/// The reader's body: hidden states [batch, tokens, H] → parts [batch, tokens, 3D], in 32-bit floats whatever the encoder's precision. Two
/// convolutions over the tokens, near and far, give each token its context.
/// </summary>
/// <remarks>All texts of a batch have the same number of tokens, so the only rows beyond a text are the zeros of the padding.</remarks>
internal sealed class ReaderGraph
{
    private const float Epsilon = 1e-12f;
    private const int Far = 3; // tokens from tap to tap

    private readonly GraphBuilder graph = new("reader", prefix: "reader_");
    private readonly ReaderFile reader;

    private ReaderGraph(ReaderFile reader) => this.reader = reader;

    /// <summary>Appends the body to a graph, as a branch that is computed only where it is wanted.</summary>
    /// <param name="graph">The encoder's graph.</param>
    /// <param name="reader">The weights.</param>
    /// <param name="hidden">The last hidden states, float32.</param>
    /// <param name="wanted">Whether the parts are wanted, bool [1].</param>
    /// <returns>The parts.</returns>
    public static string Append(GraphBuilder graph, ReaderFile reader, string hidden, string wanted)
    {
        var body = new ReaderGraph(reader);
        body.graph.Output(body.Parts(hidden), "reader_parts", DataType.Float, "batch", "tokens", reader.Sizes.Parts);
        var nothing = new GraphBuilder("no_reader", prefix: "no_reader_");
        string none = nothing.Constant<float>("no_reader_states", DataType.Float, [], 0, 0, reader.Sizes.Parts);
        nothing.Output(none, "no_reader_parts", DataType.Float, 0, 0, reader.Sizes.Parts);
        return graph.Op("If", [wanted], ("then_branch", body.graph), ("else_branch", nothing));
    }

    private string Parts(string hidden)
    {
        string x = Normalize(Linear(hidden, ReaderFile.Input, bias: true), ReaderFile.InputNorm); // [B, T, R]
        string y = graph.Op("Add", [x, Context(x, ReaderFile.Near, 1)]);
        string z = Normalize(graph.Op("Add", [y, Context(y, ReaderFile.Far, Far)]), ReaderFile.OutputNorm);
        return Linear(z, ReaderFile.Parts, bias: true);
    }

    private string Context(string x, string name, int distance)
    {
        int reach = ReaderSizes.Taps / 2 * distance;
        string padded = graph.Op("Pad", [x, graph.Integers(0, reach, 0, 0, reach, 0)]); // [B, reach + T + reach, R]
        string[] taps = [.. Enumerable.Range(0, ReaderSizes.Taps).Select(tap => Shift(padded, tap * distance, 2 * reach))];
        string product = Linear(graph.Op("Concat", taps, ("axis", 2)), name, bias: false);
        return graph.ContribOp("BiasGelu", [product, Vector(name + ".bias")]);
    }

    // The T rows from a row on: a negative end counts from the last row.
    private string Shift(string padded, int from, int surplus) => graph.Op("Slice",
    [
        padded, graph.Integers(from), graph.Integers(from == surplus ? long.MaxValue : from - surplus), graph.Integers(1),
    ]);

    private string Linear(string input, string name, bool bias)
    {
        string weight = Tensor(name + ".weight", reader.Sizes.ShapeOf(name + ".weight"));
        string product = graph.ContribOp("FusedMatMul", [input, weight], ("transB", 1));
        return bias ? graph.Op("Add", [product, Vector(name + ".bias")]) : product;
    }

    private string Normalize(string input, string name) => graph.Op(
        "LayerNormalization", [input, Vector(name + ".weight"), Vector(name + ".bias")], ("axis", -1), ("epsilon", Epsilon));

    private string Vector(string name) => Tensor(name, [reader[name].Length]);

    private string Tensor(string name, long[] shape) => graph.Constant<float>(name, DataType.Float, reader[name], shape);
}
