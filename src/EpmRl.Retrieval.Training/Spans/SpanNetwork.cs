using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Spans;

/// <summary>
/// The span reader as a graph: token states through two convolutions, spans from their first, last and inner tokens, and the probability
/// that a span states an attribute's value. Spans and attributes are encoded apart, as in the bi-encoder form of GLiNER (Zaratiana et al.,
/// 2023, arXiv:2311.08526), so attributes are encoded once for all listings.
/// </summary>
internal sealed class SpanNetwork : IDisposable
{
    private const float Epsilon = 1e-12f;

    private readonly ParameterSet parameters = new();
    private readonly Dropout dropout = new();
    private readonly ReaderSizes sizes;
    private readonly double dropoutRate;
    private readonly TrainingSession session;
    private readonly ForwardSession forward;
    private readonly Tensor states, isToken, first, last, inner, innerWeights, lengths, attributes, labels, weights, stated, notStated;

    /// <summary>Builds the graph with random weights.</summary>
    /// <param name="sizes">The dimensions.</param>
    /// <param name="options">Rates, seed and threads.</param>
    public SpanNetwork(ReaderSizes sizes, SpanTrainingOptions options)
    {
        this.sizes = sizes;
        dropoutRate = options.Dropout;
        AddParameters(options.Seed);
        states = Tensor.Input("states", DataType.Float, "rows", sizes.Hidden);
        isToken = Tensor.Input("is token", DataType.Float, "rows", 1);
        first = Tensor.Input("first", DataType.Int32, "spans");
        last = Tensor.Input("last", DataType.Int32, "spans");
        inner = Tensor.Input("inner", DataType.Int32, "spans", SpanBatch.MostTokens);
        innerWeights = Tensor.Input("inner weights", DataType.Float, "spans", SpanBatch.MostTokens, 1);
        lengths = Tensor.Input("lengths", DataType.Int32, "spans");
        attributes = Tensor.Input("attributes", DataType.Float, "attributes", sizes.Hidden);
        labels = Tensor.Input("labels", DataType.Float, "spans", "attributes");
        weights = Tensor.Input("weights", DataType.Float, "spans", "attributes");
        stated = Tensor.Input("stated", DataType.Int32, "twins");
        notStated = Tensor.Input("not stated", DataType.Int32, "twins");

        forward = new ForwardSession(parameters, Compute(options), Logits(drop: false));
        Tensor logits = Logits(drop: true); // [S, A]
        Tensor loss = Losses.WeightedMean(Flat(Losses.BinaryCrossEntropy(logits, labels)), Flat(weights));
        if (options.TwinWeight > 0)
        {
            Tensor flat = Flat(logits);
            Tensor margins = Op.Gather(flat, stated) - Op.Gather(flat, notStated); // the cue alone must move the score
            loss += Op.ReduceMean(Losses.Softplus(options.TwinMargin - margins), keep: false) * options.TwinWeight;
        }

        session = new TrainingSession(
            loss, parameters, new AdamWOptions { WeightDecay = options.WeightDecay, MaxGradientNorm = 1 }, Compute(options));
    }

    /// <summary>Takes a step.</summary>
    /// <returns>The loss before it.</returns>
    public double Step(SpanBatch batch, double learningRate)
    {
        using Feeds feeds = Inputs(batch);
        int spans = batch.Spans.Count, count = batch.Attributes.Count;
        feeds.Set(labels, batch.Labels, spans, count).Set(weights, batch.Weights, spans, count);
        feeds.Set(stated, batch.Stated, batch.Stated.Length).Set(notStated, batch.NotStated, batch.NotStated.Length);
        return session.Step(feeds, learningRate).Loss;
    }

    /// <summary>The log-odds of each span and attribute, [S, A].</summary>
    public float[] Score(SpanBatch batch)
    {
        using Feeds feeds = Inputs(batch);
        return forward.Run(feeds)[0];
    }

    /// <summary>The weights by name, with their shapes.</summary>
    public IEnumerable<(string Name, long[] Shape, float[] Values)> Export() =>
        parameters.All.Select(parameter => (parameter.Name, parameter.Shape, parameter.Read()));

    /// <summary>Writes the state that a resumed run needs.</summary>
    public void Save(string path) => session.SaveState(path);

    /// <summary>Reads it.</summary>
    public void Load(string path) => session.LoadState(path);

    /// <inheritdoc/>
    public void Dispose()
    {
        forward.Dispose();
        session.Dispose();
        parameters.Dispose();
    }

    private static ComputeOptions Compute(SpanTrainingOptions options) => new() { Threads = options.Threads, Seed = options.Seed };

    private static Tensor Flat(Tensor x) => Op.Reshape(x, Tensor.Integers(-1), "pairs");

    private Feeds Inputs(SpanBatch batch)
    {
        int spans = batch.Spans.Count;
        return new Feeds()
            .Set(states, batch.States, batch.Rows, sizes.Hidden).Set(isToken, batch.IsToken, batch.Rows, 1)
            .Set(first, batch.First, spans).Set(last, batch.Last, spans)
            .Set(inner, batch.Inner, spans, SpanBatch.MostTokens)
            .Set(innerWeights, batch.InnerWeights, spans, SpanBatch.MostTokens, 1)
            .Set(lengths, batch.Lengths, spans)
            .Set(attributes, batch.AttributeVectors, batch.Attributes.Count, sizes.Hidden);
    }

    private Tensor Logits(bool drop)
    {
        Tensor x = Normalize(Linear(states, ReaderFile.Input), ReaderFile.InputNorm) * isToken; // [rows, R]
        (Tensor middle, Tensor near) = Convolve(Drop(x, drop), ReaderFile.Near, SpanBatch.NearStep, "rows after near");
        Tensor inside = Op.Slice(
            isToken, 0, Tensor.Integers(SpanBatch.NearReach), Op.SizeOf(isToken, 0) - Tensor.Integers(SpanBatch.NearReach),
            "rows after near");
        Tensor y = (middle + Op.Gelu(near)) * inside;
        (middle, Tensor far) = Convolve(Drop(y, drop), ReaderFile.Far, SpanBatch.FarStep, "rows after far");
        Tensor z = Normalize(middle + Op.Gelu(far), ReaderFile.OutputNorm);
        Tensor parts = Linear(Drop(z, drop), ReaderFile.Parts); // [rows, 3D]
        int width = sizes.Span;
        Tensor inners = Op.Gather(Op.Slice(parts, 1, 2 * width, 3 * width), inner) * innerWeights; // [S, most, D]
        Tensor spans = Op.Gelu(
            Op.Gather(Op.Slice(parts, 1, 0, width), first) + Op.Gather(Op.Slice(parts, 1, width, 2 * width), last)
            + Op.ReduceSum(inners, keep: false, 1) + Op.Gather(Parameter(ReaderFile.Length), lengths)); // [S, D]
        Tensor a = Linear(Op.Gelu(Linear(attributes, ReaderFile.AttributeHidden)), ReaderFile.AttributeOutput); // [A, D + 1]
        Tensor bias = Op.Transpose(Op.Slice(a, 1, width, width + 1), 1, 0); // [1, A]
        return Op.MatMul(Drop(spans, drop), Op.Slice(a, 1, 0, width), transposeB: true, factor: 1 / Math.Sqrt(width)) + bias;
    }

    // Rows from 2 steps before to 2 steps after, side by side, times a matrix; the rows at both ends that lack neighbours are dropped.
    private (Tensor Middle, Tensor Result) Convolve(Tensor x, string name, int step, Dimension rows)
    {
        Tensor count = Op.SizeOf(x, 0);
        var shifted = new Tensor[ReaderSizes.Taps];
        for (int k = 0; k < shifted.Length; k++)
        {
            shifted[k] = Op.Slice(
                x, 0, Tensor.Integers(k * step), count - Tensor.Integers((shifted.Length - 1 - k) * step), rows);
        }

        return (shifted[ReaderSizes.Taps / 2], Linear(Op.Concat(1, shifted), name));
    }

    private Tensor Drop(Tensor x, bool drop) => drop ? dropout.Apply(x, dropoutRate) : x;

    private Tensor Linear(Tensor x, string name) => Op.Linear(x, Parameter(name + ".weight"), Parameter(name + ".bias"));

    private Tensor Normalize(Tensor x, string name) =>
        Op.LayerNorm(x, Parameter(name + ".weight"), Parameter(name + ".bias"), Epsilon);

    private Tensor Parameter(string name) => parameters[name].Tensor;

    private void AddParameters(int seed)
    {
        Random random = Seeds.Random(seed, 0x5EA);
        Layer(ReaderFile.Input, sizes.Hidden, sizes.Width);
        Norm(ReaderFile.InputNorm, sizes.Width);
        Layer(ReaderFile.Near, ReaderSizes.Taps * sizes.Width, sizes.Width);
        Layer(ReaderFile.Far, ReaderSizes.Taps * sizes.Width, sizes.Width);
        Norm(ReaderFile.OutputNorm, sizes.Width);
        Layer(ReaderFile.Parts, sizes.Width, 3 * sizes.Span);
        parameters.Add(ReaderFile.Length, new float[sizes.Lengths * sizes.Span], sizes.Lengths, sizes.Span);
        Layer(ReaderFile.AttributeHidden, sizes.Hidden, sizes.Attribute);
        Layer(ReaderFile.AttributeOutput, sizes.Attribute, sizes.Span + 1);

        void Layer(string name, int inputs, int outputs) => parameters.AddLinear(name, inputs, outputs, random);

        void Norm(string name, int width)
        {
            var ones = new float[width];
            Array.Fill(ones, 1);
            parameters.Add(name + ".weight", ones, width);
            parameters.Add(name + ".bias", new float[width], width);
        }
    }
}
