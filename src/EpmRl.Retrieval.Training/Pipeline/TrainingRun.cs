using EpmRl.Retrieval.Aliases;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Training.Pipeline;

/// <summary>
/// A training run, from labelled listings to a model folder: encoder, index, the parts trained over it, figures, publication.
/// </summary>
public sealed partial class TrainingRun
{
    private readonly TrainingPlan plan;
    private readonly RunFolder run;
    private readonly IProgress<TrainingProgress>? progress;
    private readonly int[] foldOf; // [N]: the fold of each listing
    private readonly Stack<IDisposable> opened = [];

    private TrainingRun(TrainingPlan plan, RunFolder run, IProgress<TrainingProgress>? progress)
    {
        this.plan = plan;
        this.run = run;
        this.progress = progress;
        foldOf = plan.Folds.Deal(plan.Data.Listings);
    }

    /// <summary>
    /// Trains a model and publishes it as a folder. Finished work of an interrupted run stays in the run's folder, and is resumed from
    /// there.
    /// </summary>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="progress">Receives every stage, step and count, on the working threads, one report at a time within a stage; null for
    /// none.</param>
    /// <param name="cancellationToken">Checked between steps; an encoder's training writes a checkpoint first.</param>
    /// <exception cref="TrainingException">The plan cannot be carried out, or the run's folder holds another run.</exception>
    /// <exception cref="InUseException">Another process trains in the run's folder.</exception>
    /// <exception cref="ModelFormatException">The base is not a model folder, or is damaged.</exception>
    /// <exception cref="SpaceMismatchException">Only thresholds are trained, and the base's model is of another space than its
    /// encoder.</exception>
    /// <exception cref="EncoderException">The device does not work, or the model does not give its golden vectors on this
    /// machine.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the run can be resumed.</exception>
    public static async Task<TrainingOutcome> RunAsync(
        TrainingPlan plan, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.FindProblem() is { } problem)
        {
            throw new TrainingException(problem);
        }

        using RunFolder folder = RunFolder.Open(plan.Run, plan.Identity, plan.Configuration.ToYaml(), plan.Resume);
        var run = new TrainingRun(plan, folder, progress);
        try
        {
            return await run.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            while (run.opened.TryPop(out IDisposable? one))
            {
                one.Dispose();
            }
        }
    }

    private async Task<TrainingOutcome> RunAsync(CancellationToken cancellationToken)
    {
        if (run.Resumed)
        {
            Say(TrainingStage.Starting, $"Resuming the run in {plan.Run}.");
        }

        (string encoder, EncoderTrainingResult? training) = await TrainEncoderAsync(cancellationToken).ConfigureAwait(false);
        var others = new List<string>();
        while (plan.TrainsFoldEncoders && others.Count < plan.Folds.Count)
        {
            others.Add(await TrainEncoderWithoutAsync(others.Count, cancellationToken).ConfigureAwait(false));
        }

        if (plan.Parts == TrainedParts.Reader)
        {
            TrainingOutcome read = await TrainReaderAsync(encoder, cancellationToken).ConfigureAwait(false);
            await PublishAsync(read, cancellationToken).ConfigureAwait(false);
            return read;
        }

        FoldEngines engines = await OpenEnginesAsync(encoder, others, "index", cancellationToken).ConfigureAwait(false);
        TrainingOutcome outcome =
            await LearnAsync(engines, encoder, cancellationToken).ConfigureAwait(false) with { EncoderTraining = training };
        if (others.Count > 0 && !plan.Distill)
        {
            // A trained encoder without a gain is not worth a new index: both are measured on listings that neither saw.
            FoldEngines untrained = await OpenEnginesAsync(plan.Base, [], "index-base", cancellationToken).ConfigureAwait(false);
            TrainingOutcome overBase = await LearnAsync(untrained, plan.Base, cancellationToken).ConfigureAwait(false);
            Say(TrainingStage.Choice, FormattableString.Invariant(
                $"F1 out of fold: {outcome.F1 * 100:0.0} with the trained encoder, {overBase.F1 * 100:0.0} with the base's."));
            if (overBase.F1 >= outcome.F1)
            {
                Say(TrainingStage.Choice, $"The base's encoder is kept. The trained one stays in {encoder}.");
                outcome = overBase;
            }
        }

        outcome = outcome with { Aliases = AliasMiner.Mine(plan.Data.Listings, plan.Taxonomy, cancellationToken: cancellationToken) };
        await PublishAsync(outcome, cancellationToken).ConfigureAwait(false);
        return outcome;
    }

    // Everything goes into one folder, is checked there, and appears under its name.
    private async Task PublishAsync(TrainingOutcome outcome, CancellationToken cancellationToken)
    {
        using var model = new ModelPublication(outcome.EncoderFolder, plan.Out);
        if (outcome.Identification.Model is { } identification)
        {
            IdentificationModelFile.Save(identification, Path.Combine(model.Folder, IdentificationModelFile.Name));
        }

        if (outcome.Identification.Calibration is { } calibration)
        {
            CalibrationFile.Save(calibration, Path.Combine(model.Folder, LearnedParts.CalibrationName));
        }

        if (outcome.ReaderWeights is { } reader)
        {
            File.Copy(reader, Path.Combine(model.Folder, ModelFiles.Reader), overwrite: true);
        }

        await File.WriteAllTextAsync(Path.Combine(model.Folder, "train.yaml"), plan.Configuration.ToYaml(), cancellationToken)
            .ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(model.Folder, "report.html"), TrainingReport.Render(plan, outcome), cancellationToken)
            .ConfigureAwait(false);
        model.WriteCard(TrainingCard.Of(model.EncoderCard, plan, outcome));
        IReadOnlyList<PrecisionCheck> checks =
            await ModelCheck.RunAsync(model.Folder, EncoderDevice.Cpu, cancellationToken).ConfigureAwait(false);
        foreach (PrecisionCheck check in checks)
        {
            if (!check.Passed && check.Precision == outcome.Space.Precision)
            {
                throw new EncoderException(
                    $"The encoder gives other vectors than its golden ones in {check.Precision} "
                        + $"(cosine {check.LeastCosine:0.0000} at least). It cannot be used on this machine.");
            }
        }

        LearnedParts.Load(model.Folder).CheckSpace(outcome.Space);
        model.Publish();
    }

    private void Say(TrainingStage stage, string message) => progress?.Report(new TrainingProgress(stage) { Message = message });

    private void Count(TrainingStage stage, long done, long total) =>
        progress?.Report(new TrainingProgress(stage) { Done = done, Total = total });

    private Relay<EncoderTrainingProgress> Steps(TrainingStage stage) =>
        new(step => progress?.Report(new TrainingProgress(stage) { Step = step }));
}
