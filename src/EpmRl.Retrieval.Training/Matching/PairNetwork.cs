using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Matching.Onnx;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>
/// A pair encoder as a graph. It learns twice: first to name the aspect of each token of a listing, then whether two listings are the same
/// product. Words and positions keep the base's embeddings.
/// </summary>
internal sealed class PairNetwork : IDisposable
{
    private const string ParseName = "parse";
    private const double InitialScale = 0.02;
    private const string TypeTable = "embeddings.token_type_embeddings.weight";
    private static readonly string[] Kept = ["embeddings.word_embeddings.weight", "embeddings.position_embeddings.weight"];

    private readonly ParameterSet parameters = new();
    private readonly BertConfiguration shape;
    private readonly PairEncoderOptions options;
    private readonly BertNetwork bert;
    private readonly Random random;
    private readonly Tensor ids, types, mask, labels, weights;
    private readonly int aspects;
    private TrainingSession? session;
    private ForwardSession? forward;

    /// <summary>Builds the network with a base's weights.</summary>
    /// <param name="model">The base.</param>
    /// <param name="aspects">Number of aspects that a token may be of.</param>
    /// <param name="options">Rates and seed.</param>
    public PairNetwork(EncoderModel model, int aspects, PairEncoderOptions options)
    {
        this.options = options;
        this.aspects = aspects;
        random = Seeds.Random(options.Seed, 0x9A1);
        shape = model.Weights.Configuration with
        {
            Types = PairTokens.TypeCount, Layers = Math.Min(options.Layers, model.Weights.Configuration.Layers),
        };
        bert = new BertNetwork(
            shape, parameters, new BertNetworkOptions { Dropout = options.Dropout },
            name => name == TypeTable ? TypesOf(model.Weights) : model.Weights.Read(name));
        parameters.Freeze(Kept.Contains);
        ids = Tensor.Input("ids", DataType.Int32, "texts", "tokens");
        types = Tensor.Input("types", DataType.Int32, "texts", "tokens");
        mask = Tensor.Input("mask", DataType.Float, "texts", "tokens");
        labels = Tensor.Input("labels", DataType.Float, "texts");
        weights = Tensor.Input("weights", DataType.Float, "texts");
    }

    /// <summary>The network's dimensions.</summary>
    public BertConfiguration Shape => shape;

    /// <summary>Begins the stage that names aspects.</summary>
    public ParseStage BeginParsing()
    {
        parameters.AddLinear(ParseName, shape.Hidden, aspects + 1, random);
        Tensor hidden = bert.HiddenStates(ids, mask, shape.Layers, types); // [B, T, H]
        Tensor rows = Op.Reshape(hidden, Tensor.Integers(-1, shape.Hidden), "rows", shape.Hidden);
        Tensor aspect = Tensor.Input("aspect", DataType.Bool, "rows", aspects + 1);
        Tensor any = Tensor.Input("any", DataType.Bool, "rows", aspects + 1);
        Tensor counts = Tensor.Input("counts", DataType.Float, "rows");
        Tensor loss = Losses.WeightedMean(Losses.CrossEntropy(Linear(rows, ParseName), any, aspect), counts);
        var training = new TrainingSession(loss, parameters, Optimizer(), Compute());
        return new ParseStage(training, aspects + 1, (batch, feeds) => Feed(feeds, batch), aspect, any, counts, () =>
        {
            training.Dispose();
            parameters.Freeze(name => name.StartsWith(ParseName, StringComparison.Ordinal));
        });
    }

    /// <summary>Begins the stage of pairs.</summary>
    public void BeginPairs()
    {
        parameters.AddLinear(PairHead.DenseName, 2 * shape.Hidden, shape.Hidden, random);
        parameters.AddLinear(PairHead.OutputName, shape.Hidden, 1, random);
        forward = new ForwardSession(parameters, Compute(), Logits(bert.WithoutDropout()));
        Tensor loss = Losses.WeightedMean(Losses.BinaryCrossEntropy(Logits(bert), labels), weights);
        session = new TrainingSession(loss, parameters, Optimizer(), Compute());
    }

    /// <summary>A step on pairs.</summary>
    /// <param name="batch">The pairs.</param>
    /// <param name="same">1 for one product, 0 for two.</param>
    /// <param name="counts">How much each counts.</param>
    /// <param name="learningRate">The step's rate.</param>
    /// <returns>The loss before it.</returns>
    public double Step(IReadOnlyList<PairTokens> batch, float[] same, float[] counts, double learningRate)
    {
        using var feeds = new Feeds();
        Feed(feeds, batch);
        feeds.Set(labels, same, same.Length).Set(weights, counts, counts.Length);
        return session!.Step(feeds, learningRate).Loss;
    }

    /// <summary>The log-odds of pairs.</summary>
    public float[] Score(IReadOnlyList<PairTokens> batch)
    {
        using var feeds = new Feeds();
        Feed(feeds, batch);
        return forward!.Run(feeds)[0];
    }

    /// <summary>The tensors of the trained encoder, its head included.</summary>
    public IReadOnlyList<(string Name, long[] Shape, float[] Values)> Export() =>
    [
        .. bert.Export(),
        .. parameters.All.Where(parameter => parameter.Name.StartsWith("pair.", StringComparison.Ordinal))
            .Select(parameter => (parameter.Name, parameter.Shape, parameter.Read())),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        forward?.Dispose();
        session?.Dispose();
        parameters.Dispose();
    }

    // The marks of a listing begin with the embedding of its side.
    private float[] TypesOf(BertWeights weightsOfBase)
    {
        float[] two = weightsOfBase.Read(TypeTable);
        int hidden = shape.Hidden;
        var table = new float[PairTokens.TypeCount * hidden];
        for (int type = 0; type < PairTokens.TypeCount; type++)
        {
            int side = type > EpmRl.Retrieval.Matching.WordMarks.Count && two.Length > hidden ? 1 : 0;
            for (int i = 0; i < hidden; i++)
            {
                table[(type * hidden) + i] = two[(side * hidden) + i] + (float)(InitialScale * ((2 * random.NextDouble()) - 1));
            }
        }

        return table;
    }

    private Tensor Logits(BertNetwork network)
    {
        Tensor hidden = network.HiddenStates(ids, mask, shape.Layers, types);
        Tensor first = Op.Reshape(Op.Slice(hidden, 1, 0, 1), Tensor.Integers(-1, shape.Hidden), hidden.Shape[0], shape.Hidden);
        Tensor inner = Op.Tanh(Linear(Op.Concat(1, first, Op.MaskedMean(hidden, mask)), PairHead.DenseName)); // [B, H]
        return Op.Reshape(Linear(inner, PairHead.OutputName), Tensor.Integers(-1), hidden.Shape[0]); // [B]
    }

    private void Feed(Feeds feeds, IReadOnlyList<PairTokens> batch)
    {
        int longest = batch.Max(text => text.Ids.Length), count = batch.Count;
        int[] fedIds = new int[count * longest], fedTypes = new int[count * longest];
        var real = new float[count * longest];
        for (int row = 0; row < count; row++)
        {
            batch[row].Ids.CopyTo(fedIds, row * longest);
            batch[row].Types.CopyTo(fedTypes, row * longest);
            real.AsSpan(row * longest, batch[row].Ids.Length).Fill(1);
        }

        feeds.Set(ids, fedIds, count, longest).Set(types, fedTypes, count, longest).Set(mask, real, count, longest);
    }

    private Tensor Linear(Tensor x, string name) =>
        Op.Linear(x, parameters[name + ".weight"].Tensor, parameters[name + ".bias"].Tensor);

    private static AdamWOptions Optimizer() => new() { WeightDecay = 0.01, MaxGradientNorm = 1 };

    private ComputeOptions Compute() => new() { Threads = options.Threads, Seed = options.Seed };
}
