using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Puts everything that a run made into one model folder, checks it there, and gives it its name.</summary>
internal sealed class PublicationStage(TrainingPlan plan)
{
    /// <summary>Runs the stage.</summary>
    /// <exception cref="EpmRl.Retrieval.Encoding.EncoderException">The model does not give its golden vectors on this machine.</exception>
    public async Task RunAsync(TrainingOutcome outcome, CancellationToken cancellationToken)
    {
        using var model = new ModelPublication(outcome.Encoder.Folder, plan.Out);
        if (outcome.Learned.Options.Model is { } identification)
        {
            IdentificationModelFile.Save(identification, Path.Combine(model.Folder, IdentificationModelFile.Name));
        }

        if (outcome.Learned.Options.Calibration is { } calibration)
        {
            CalibrationFile.Save(calibration, Path.Combine(model.Folder, LearnedParts.CalibrationName));
        }

        await File.WriteAllTextAsync(Path.Combine(model.Folder, "train.yaml"), plan.Configuration.ToYaml(), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(model.Folder, "report.html"), TrainingReport.Render(plan, outcome), cancellationToken);
        model.WriteCard(TrainingCard.Of(model.EncoderCard, plan, outcome));
        await CheckAsync(model.Folder, outcome, cancellationToken);
        model.Publish();
    }

    private static async Task CheckAsync(string folder, TrainingOutcome outcome, CancellationToken cancellationToken)
    {
        foreach (PrecisionCheck check in await ModelCheck.RunAsync(folder, EncoderDevice.Cpu, cancellationToken))
        {
            if (!check.Passed && check.Precision == outcome.Space.Precision)
            {
                throw new Encoding.EncoderException(
                    $"The encoder gives other vectors than its golden ones in {check.Precision} (cosine {check.LeastCosine:0.0000} at least). It cannot be used on this machine.");
            }
        }

        LearnedParts.Load(folder).CheckSpace(outcome.Space);
    }
}
