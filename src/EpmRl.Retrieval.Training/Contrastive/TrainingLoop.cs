using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>The steps of a run: sample, train, keep the vectors; at intervals validate and write a checkpoint.</summary>
internal sealed class TrainingLoop : IDisposable
{
    private const double WarmUpShare = 0.1;

    private readonly TrainingSet set;
    private readonly IReadOnlyList<int> trained, heldOut;
    private readonly EncoderTrainingOptions options;
    private readonly TimeProvider clock;
    private readonly TrainingCheckpoint checkpoint;
    private readonly FrozenLayers below;
    private readonly ContrastiveNetwork network;
    private readonly VectorBank bank;
    private readonly BatchSampler sampler;
    private readonly ListingViews views;
    private readonly DenseValidation validation;
    private readonly int steps;
    private readonly LearningRateSchedule rate;

    /// <summary>Prepares a run.</summary>
    /// <param name="model">The base, which must stay open.</param>
    /// <param name="set">Listings and candidates.</param>
    /// <param name="trained">The listings to train on.</param>
    /// <param name="heldOut">The listings to validate on; may be empty.</param>
    /// <param name="options">How to train.</param>
    /// <param name="clock">Measures elapsed time.</param>
    /// <param name="checkpoint">Where checkpoints are written.</param>
    public TrainingLoop(
        EncoderModel model, TrainingSet set, IReadOnlyList<int> trained, IReadOnlyList<int> heldOut, EncoderTrainingOptions options,
        TimeProvider clock, TrainingCheckpoint checkpoint)
    {
        (this.set, this.trained, this.heldOut, this.options, this.clock, this.checkpoint) =
            (set, trained, heldOut, options, clock, checkpoint);
        int layers = model.Weights.Configuration.Layers;
        int firstLayer = Math.Max(0, layers - options.Layers);
        below = new FrozenLayers(model, firstLayer, options.MaxTokens, options.CacheMebibytes, options.Threads);
        network = new ContrastiveNetwork(model, below, firstLayer, options);
        bank = new VectorBank(set, model.Weights.Configuration.Hidden);
        views = new ListingViews(model.Manifest.Prompts);
        string[] words = options.Remember > 0 ? BaseMemory.WordsOf(model.Tokenizer) : [];
        sampler = new BatchSampler(set, trained, new CandidateSampler(set, trained, bank, options), views, words, options);
        validation = new DenseValidation(set, heldOut, model.Manifest.Prompts);
        steps = sampler.StepsPerEpoch * options.Epochs;
        rate = new LearningRateSchedule(options.LearningRate, (int)(steps * WarmUpShare), steps + 1); // the last step still learns
    }

    /// <summary>Runs from a state to the end.</summary>
    public TrainingState Run(TrainingState state, IProgress<EncoderTrainingProgress>? progress, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        int first = state.Step;
        var curve = new List<CurvePoint>(state.Curve);
        Dictionary<string, float[]>? best = null; // of a validated step; null for the current ones
        if (first == 0)
        {
            using TrainedLayers encoder = network.Snapshot();
            RefreshListings(encoder, cancellationToken);
            RefreshValues(encoder, cancellationToken);
        }
        else
        {
            checkpoint.Restore(network, bank);
            best = state.BestF1 is null ? null : checkpoint.ReadWeights();
        }

        long stepping = clock.GetTimestamp(); // everything before happens once
        while (!state.IsOver)
        {
            double learningRate = rate.At(state.Step + 1);
            TrainingBatch batch = sampler.At(state.Step);
            if (cancellationToken.IsCancellationRequested)
            {
                Save();
                cancellationToken.ThrowIfCancellationRequested();
            }

            (double loss, float[] listings, float[] prompts) = network.Step(batch, learningRate, CancellationToken.None);
            Keep(batch, listings, prompts);
            state = state with { Step = state.Step + 1, IsOver = state.Step + 1 == steps };
            double? f1 = null;
            if (state.IsOver || state.Step % (sampler.StepsPerEpoch * options.ValidationInterval) == 0)
            {
                f1 = Validate();
                (state, bool isBest) = After(state, f1);
                best = isBest ? network.Weights() : best;
            }

            curve.Add(new CurvePoint(state.Step, loss, f1));
            if (state.IsOver || state.Step % options.CheckpointInterval == 0)
            {
                Save();
            }

            TimeSpan remaining = clock.GetElapsedTime(stepping) / (state.Step - first) * (state.IsOver ? 0 : steps - state.Step);
            progress?.Report(
                new EncoderTrainingProgress(state.Step, steps, loss, learningRate, clock.GetElapsedTime(started), remaining, f1));
        }

        return state with { Curve = curve };

        void Save() => checkpoint.Write(
            state = state with { Curve = [.. curve], BestStep = best is null ? state.Step : state.BestStep }, network, bank,
            best ?? network.Weights());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        network.Dispose();
        below.Dispose();
    }

    private (TrainingState State, bool IsBest) After(TrainingState state, double? f1)
    {
        if (f1 is null)
        {
            return (state, false);
        }

        bool isBest = state.BestF1 is not double before || f1 > before;
        int withoutGain = isBest ? 0 : state.WithoutGain + 1;
        return (state with
        {
            BestF1 = isBest ? f1 : state.BestF1,
            BestStep = isBest ? state.Step : state.BestStep,
            WithoutGain = withoutGain,
            IsOver = state.IsOver || withoutGain >= options.Patience,
        }, isBest);
    }

    // Without held-out listings the index is still refreshed: prompts that recent steps did not include are behind the weights.
    private double? Validate()
    {
        using TrainedLayers encoder = network.Snapshot();
        RefreshValues(encoder, CancellationToken.None);
        return heldOut.Count == 0 ? null : validation.Score(encoder, bank, CancellationToken.None).F1;
    }

    private void RefreshValues(TrainedLayers encoder, CancellationToken cancellationToken) => encoder
        .Encode([.. set.Groups.SelectMany(group => group.Values.Select(texts => texts[0]))], cancellationToken).CopyTo(bank.Values, 0);

    private void RefreshListings(TrainedLayers encoder, CancellationToken cancellationToken)
    {
        float[] vectors = encoder.Encode([.. trained.Select(item => views.Full(set.Items[item].Listing.Profile))], cancellationToken);
        for (int i = 0; i < trained.Count; i++)
        {
            bank.SetItem(trained[i], vectors.AsSpan(i * encoder.Dimension, encoder.Dimension));
        }
    }

    // The vectors computed in a step keep the index close to the weights at no cost.
    private void Keep(TrainingBatch batch, float[] listings, float[] prompts)
    {
        int dimension = listings.Length / batch.Items.Count;
        for (int row = 0; row < batch.Items.Count; row++)
        {
            bank.SetItem(batch.Items[row], listings.AsSpan(row * dimension, dimension));
        }

        for (int p = 0; p < batch.Prompts.Count; p++)
        {
            (int group, int value, string text) = batch.Prompts[p];
            if (value != PromptGroup.NullValue && text == set.Groups[group].Text(value))
            {
                bank.SetValue(group, value, prompts.AsSpan(p * dimension, dimension));
            }
        }
    }
}
