using System.Text.Json;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Cli.Commands.Training;

/// <summary>Trains the encoder, or goes on with its checkpoint, or takes the one that an interrupted run finished, or the base's.</summary>
internal sealed class EncoderStage(TrainingPlan plan, RunFolder run, Terminal terminal)
{
    private const string Checkpoints = "encoder-checkpoints";
    private const string Result = "encoder.json";

    /// <summary>Runs the stage.</summary>
    public async Task<TrainedEncoder> RunAsync(CancellationToken cancellationToken)
    {
        if (!plan.Parts.HasFlag(TrainedParts.Encoder))
        {
            return new TrainedEncoder(plan.Base, null);
        }

        string folder = run["encoder"];
        if (!Directory.Exists(folder))
        {
            EncoderTrainingResult trained = await TrainAsync(folder, cancellationToken);
            terminal.Say($"Encoder: {Describe(trained)}.");
        }

        return new TrainedEncoder(folder, JsonSerializer.Deserialize<EncoderTrainingResult>(await File.ReadAllTextAsync(run[Result], cancellationToken)));
    }

    private async Task<EncoderTrainingResult> TrainAsync(string folder, CancellationToken cancellationToken)
    {
        var trainer = new EncoderTrainer(plan.Base, plan.Taxonomy, plan.Data.Listings, plan.Configuration.Encoder with { Seed = plan.Configuration.Run.Seed });
        terminal.Say($"Encoder: training from {plan.Base} on {plan.Data.Listings.Count:N0} listings.");
        EncoderTrainingResult trained = EncoderProgress.Run(
            terminal, progress => trainer.Train(run[Checkpoints], resume: true, progress, cancellationToken));
        await File.WriteAllTextAsync(run[Result], JsonSerializer.Serialize(trained), cancellationToken);
        await trainer.ExportAsync(run[Checkpoints], folder, Path.GetFileName(Path.TrimEndingDirectorySeparator(plan.Out)), cancellationToken); // last: the folder says that the stage is done
        return trained;
    }

    private static string Describe(EncoderTrainingResult trained) => trained.BestF1 is { } f1
        ? $"{trained.Steps:N0} steps, best after {trained.BestStep:N0} with F1 {f1 * 100:0.0} of held-out pairs"
        : $"{trained.Steps:N0} steps";
}
