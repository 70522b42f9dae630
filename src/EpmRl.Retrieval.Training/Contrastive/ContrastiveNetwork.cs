using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>
/// The objective of TACLR (Su et al., 2025, arXiv:2501.03835, section 3.2) as a graph: listings and prompts through one encoder, a softmax
/// over the cosines of a listing and the candidates of an attribute. Unlike there, several right values share the probability, and the
/// candidates of a step are encoded once for all of its listings.
/// </summary>
internal sealed class ContrastiveNetwork : IDisposable
{
    private readonly EncoderModel model;
    private readonly FrozenLayers below;
    private readonly EncoderTrainingOptions options;
    private readonly int firstLayer;
    private readonly ParameterSet parameters = new();
    private readonly TrainingSession session;
    private readonly PaddedTexts listings, prompts;
    private readonly Tensor rows, allowed, right, weights;
    private readonly BaseMemory? memory;

    /// <summary>Builds the graph.</summary>
    /// <param name="model">The model to train, which must stay open.</param>
    /// <param name="below">Its frozen layers.</param>
    /// <param name="firstLayer">The lowest trained layer.</param>
    /// <param name="options">Temperature, weights and rates.</param>
    public ContrastiveNetwork(EncoderModel model, FrozenLayers below, int firstLayer, EncoderTrainingOptions options)
    {
        (this.model, this.below, this.firstLayer, this.options) = (model, below, firstLayer, options);
        var bert = new BertNetwork(
            model.Weights.Configuration, parameters, new BertNetworkOptions { Dropout = options.Dropout }, model.Weights.Read);
        bert.FreezeBelow(firstLayer);
        listings = new PaddedTexts("listing", model.Weights.Configuration.Hidden, parts: 2);
        prompts = new PaddedTexts("prompt", model.Weights.Configuration.Hidden, parts: 3);
        rows = Tensor.Input("rows", DataType.Int32, "pairs");
        allowed = Tensor.Input("allowed", DataType.Bool, "pairs", prompts.Count);
        right = Tensor.Input("right", DataType.Bool, "pairs", prompts.Count);
        weights = Tensor.Input("weights", DataType.Float, "pairs");

        Tensor q = listings.Encode(bert, firstLayer, model.Manifest.Pooling); // [L, H]
        Tensor k = prompts.Encode(bert, firstLayer, model.Manifest.Pooling); // [P, H]
        Tensor logits = Op.Gather(Op.MatMul(q, k, transposeB: true, factor: 1 / options.Temperature), rows); // [L, P] → [N, P]
        Tensor loss = Losses.WeightedMean(Losses.CrossEntropy(logits, allowed, right), weights);
        if (options.Remember > 0)
        {
            memory = new BaseMemory(model, below, firstLayer, prompts.Count, options);
            loss += memory.Forgotten(bert, firstLayer, model.Manifest.Pooling, k) * options.Remember;
        }

        session = new TrainingSession(
            loss,
            parameters,
            new AdamWOptions { WeightDecay = options.WeightDecay, MaxGradientNorm = 1 },
            new ComputeOptions { Device = options.Device, Threads = options.Threads, Seed = options.Seed },
            q,
            k);
    }

    /// <summary>The outputs of a step, by name.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> StepOutputs => session.StepOutputs;

    /// <summary>Takes a step.</summary>
    /// <param name="batch">The training batch.</param>
    /// <param name="learningRate">The step's rate.</param>
    /// <param name="cancellationToken">Checked before the step.</param>
    /// <returns>The loss, and the vectors of the listings [L, D] and the prompts [P, D] before the step.</returns>
    public (double Loss, float[] Listings, float[] Prompts) Step(
        TrainingBatch batch, double learningRate, CancellationToken cancellationToken)
    {
        int pairs = batch.Pairs.Count;
        int candidates = batch.Prompts.Count;
        var mayAnswer = new bool[pairs * candidates];
        var isRight = new bool[pairs * candidates];
        for (int pair = 0; pair < pairs; pair++)
        {
            for (int prompt = 0; prompt < candidates; prompt++)
            {
                mayAnswer[(pair * candidates) + prompt] = batch.Pairs[pair].Allows(batch.Prompts[prompt]);
                isRight[(pair * candidates) + prompt] = batch.Pairs[pair].IsRight(batch.Prompts[prompt]);
            }
        }

        using var feeds = new Feeds();
        listings.Feed(feeds, below.Of(batch.Texts, cancellationToken));
        prompts.Feed(feeds, below.Of([.. batch.Prompts.Select(prompt => prompt.Text)], cancellationToken));
        feeds.Set(rows, [.. batch.Pairs.Select(pair => pair.Row)], pairs)
            .Set(allowed, mayAnswer, pairs, candidates)
            .Set(right, isRight, pairs, candidates)
            .Set(weights, [.. batch.Pairs.Select(pair => pair.Label.Values.Length == 0 ? (float)options.NullWeight : 1)], pairs);
        memory?.Feed(feeds, batch, cancellationToken);
        StepResult step = session.Step(feeds, learningRate);
        return (step.Loss, step.Observed[0], step.Observed[1]);
    }

    /// <summary>The current trained tensors, by name.</summary>
    public Dictionary<string, float[]> Weights() =>
        parameters.Trainable.ToDictionary(parameter => parameter.Name, parameter => parameter.Read());

    /// <summary>The trained part of the encoder with the current weights; the caller disposes it.</summary>
    public TrainedLayers Snapshot() =>
        new(below, model.Weights.With(Weights()), firstLayer, model.Manifest.Pooling, options.Threads);

    /// <summary>Writes the state of the network and its optimiser that a resumed run needs.</summary>
    public void Save(string path) => session.SaveState(path);

    /// <summary>Reads the state.</summary>
    public void Load(string path) => session.LoadState(path);

    /// <inheritdoc/>
    public void Dispose()
    {
        memory?.Dispose();
        session.Dispose();
        parameters.Dispose();
    }
}
