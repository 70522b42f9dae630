using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>
/// Trains an encoder on labelled listings, so that a listing lies near the prompts of its values, and near the null value's prompt for
/// attributes without a value. Source: TACLR (Su et al., 2025, arXiv:2501.03835).
/// </summary>
internal sealed class EncoderTrainer
{
    private readonly string baseModel;
    private readonly EncoderTrainingOptions options;
    private readonly TimeProvider clock;
    private readonly EncoderManifest manifest;
    private readonly TrainingSet set;
    private readonly int[] trained, heldOut;
    private readonly SortedDictionary<string, string> run;

    /// <summary>Joins data, taxonomy and base.</summary>
    /// <param name="baseModel">The model folder to start from; not changed.</param>
    /// <param name="taxonomy">The values to answer. A label that is not in it becomes a further value.</param>
    /// <param name="listings">Labelled listings; attributes and categories that the taxonomy lacks are left out.</param>
    /// <param name="options">How to train; null for the defaults.</param>
    /// <param name="clock">Measures elapsed time; null for the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="TrainingException">There is nothing to learn from.</exception>
    /// <exception cref="EpmRl.Retrieval.Encoding.ModelFormatException">The base is not a model folder, or is damaged.</exception>
    public EncoderTrainer(
        string baseModel, ProductTaxonomy taxonomy, IReadOnlyList<LabelledListing> listings, EncoderTrainingOptions? options = null,
        TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(baseModel);
        ArgumentNullException.ThrowIfNull(taxonomy);
        ArgumentNullException.ThrowIfNull(listings);
        this.baseModel = baseModel;
        this.options = options ?? new EncoderTrainingOptions();
        this.options.Check();
        this.clock = clock ?? TimeProvider.System;
        manifest = EncoderManifest.Read(baseModel);
        set = TrainingSet.Of(listings, taxonomy, manifest.Prompts);
        (trained, heldOut) = ValidationSplit.Of(set, this.options);
        run = RunFingerprint.Of(this.options, listings, taxonomy, manifest);
    }

    /// <summary>Trains from the start or from the newest checkpoint, until the end or cancellation.</summary>
    /// <param name="checkpoints">The run's own folder; its newest checkpoint is kept there.</param>
    /// <param name="resume">True to resume from the checkpoint; without one the run starts.</param>
    /// <param name="progress">Receives every step.</param>
    /// <param name="cancellationToken">Checked between steps; a checkpoint is written before the call ends.</param>
    /// <exception cref="TrainingException">Resumed: the checkpoint is of another run. Not resumed: a checkpoint exists.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint can be resumed and exported.</exception>
    public EncoderTrainingResult Train(
        string checkpoints, bool resume = false, IProgress<EncoderTrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(checkpoints);
        var files = new TrainingCheckpoint(checkpoints);
        TrainingState state = Begin(files, checkpoints, resume);
        if (!state.IsOver)
        {
            using EncoderModel model = EncoderModel.Open(baseModel);
            using var loop = new TrainingLoop(model, set, trained, heldOut, options, clock, files);
            state = loop.Run(state, progress, cancellationToken);
        }

        return new EncoderTrainingResult(state.Step, state.BestStep, state.BestF1, state.Curve);
    }

    /// <summary>Writes the best weights of the newest checkpoint as a model folder.</summary>
    /// <param name="checkpoints">The folder given to <see cref="Train"/>; the run may have been interrupted.</param>
    /// <param name="target">The model folder to make; must not exist or be empty.</param>
    /// <param name="id">The model's name; null for the target folder's.</param>
    /// <param name="cancellationToken">Checked between steps; on cancellation nothing is left behind.</param>
    /// <exception cref="TrainingException">There is no checkpoint, or it is of another run.</exception>
    /// <exception cref="IOException">The target exists, or cannot be written.</exception>
    public async Task<EncoderManifest> ExportAsync(
        string checkpoints, string target, string? id = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(checkpoints);
        ArgumentException.ThrowIfNullOrEmpty(target);
        var files = new TrainingCheckpoint(checkpoints);
        TrainingState state = files.ReadState();
        state.ThrowIfOther(run, checkpoints);
        using EncoderModel model = EncoderModel.Open(baseModel);
        Dictionary<string, float[]> weights = files.ReadWeights();
        foreach ((string name, float[] values) in weights)
        {
            Interpolate(model.Weights.Read(name), values);
        }

        return await TrainedModelFolder.WriteAsync(
            baseModel, target, id, model.Weights.With(weights),
            made => TrainedModelCard.Of(made, manifest, state, trained.Length, heldOut.Length), cancellationToken)
            .ConfigureAwait(false);
    }

    private TrainingState Begin(TrainingCheckpoint files, string checkpoints, bool resume)
    {
        if (files.Newest is null)
        {
            return new TrainingState { Run = run };
        }

        if (!resume)
        {
            throw new TrainingException($"'{checkpoints}' holds a checkpoint of an earlier run. Resume it, or train in another folder.");
        }

        TrainingState state = files.ReadState();
        state.ThrowIfOther(run, checkpoints);
        return state;
    }

    private void Interpolate(float[] original, float[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(original[i] + (options.Interpolation * (values[i] - original[i])));
        }
    }
}
