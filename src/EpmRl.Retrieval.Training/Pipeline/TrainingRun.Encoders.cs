using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Distillation;

namespace EpmRl.Retrieval.Training.Pipeline;

// The encoders of a run: the final one, and one without each fold. Those that an interrupted run finished are reused.
public sealed partial class TrainingRun
{
    // The final encoder; the base's if none is trained.
    private async Task<(string Folder, EncoderTrainingResult? Result)> TrainEncoderAsync(CancellationToken cancellationToken)
    {
        (string folder, EncoderTrainingResult? result) = plan.Parts.HasFlag(TrainedParts.Encoder)
            ? await TrainAsync("encoder", plan.Data.Listings, "Encoder", cancellationToken).ConfigureAwait(false)
            : (plan.Base, null);
        return (plan.Distill ? await DistilAsync(folder, "encoder-small", cancellationToken).ConfigureAwait(false) : folder, result);
    }

    // The model folder of the encoder that sees no label of a fold.
    private async Task<string> TrainEncoderWithoutAsync(int fold, CancellationToken cancellationToken)
    {
        LabelledListing[] others = [.. plan.Data.Listings.Where((_, i) => foldOf[i] != fold)];
        string what = $"Encoder without fold {fold + 1} of {plan.Folds.Count}";
        (string folder, _) = await TrainAsync($"encoder-fold-{fold + 1}", others, what, cancellationToken).ConfigureAwait(false);
        return plan.Distill ? await DistilAsync(folder, $"encoder-small-fold-{fold + 1}", cancellationToken).ConfigureAwait(false) : folder;
    }

    private async Task<(string Folder, EncoderTrainingResult Result)> TrainAsync(
        string name, IReadOnlyList<LabelledListing> listings, string what, CancellationToken cancellationToken)
    {
        string folder = run[name];
        string kept = run[name + ".json"];
        if (!Directory.Exists(folder))
        {
            var trainer = new EncoderTrainer(
                plan.Base, plan.Taxonomy, listings,
                plan.Configuration.Encoder with { Seed = plan.Configuration.Run.Seed, Device = plan.Device });
            string checkpoints = run[name + "-checkpoints"];
            Say(TrainingStage.Encoder, $"{what}: training from {plan.Base} on {listings.Count:N0} listings.");
            EncoderTrainingResult trained = trainer.Train(checkpoints, resume: true, Steps(TrainingStage.Encoder), cancellationToken);
            await File.WriteAllTextAsync(kept, JsonSerializer.Serialize(trained), cancellationToken).ConfigureAwait(false);
            // written last: it marks the folder as finished
            await trainer.ExportAsync(checkpoints, folder, plan.Name, cancellationToken).ConfigureAwait(false);
            Directory.Delete(checkpoints, recursive: true);
            Say(TrainingStage.Encoder, $"{what}: {Describe(trained)}.");
        }

        return (folder, await ReadAsync(kept, folder, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<EncoderTrainingResult> ReadAsync(string path, string folder, CancellationToken cancellationToken)
    {
        string advice = $"Remove it and '{folder}', then resume the run: the encoder is trained again.";
        try
        {
            return JsonSerializer.Deserialize<EncoderTrainingResult>(
                await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false))
                ?? throw new TrainingException($"{path}: it holds null, expected an object. {advice}");
        }
        catch (JsonException damaged)
        {
            throw new TrainingException($"{JsonFault.At(path, damaged)}. {advice}", damaged);
        }
    }

    private async Task<string> DistilAsync(string teacher, string name, CancellationToken cancellationToken)
    {
        string folder = run[name];
        if (!Directory.Exists(folder))
        {
            DistillationOptions options = plan.Configuration.Distillation with { Seed = plan.Configuration.Run.Seed };
            IReadOnlyList<string> texts = DistillationTexts.Of(
                EncoderManifest.Read(teacher).Prompts, plan.Taxonomy, plan.Data.Listings.Select(listing => listing.Profile));
            Say(TrainingStage.Distillation, $"Distillation of {teacher} into {options.Layers} layers, over {texts.Count:N0} texts.");
            DistillationResult result = await new EncoderDistiller(teacher, options)
                .DistillAsync(texts, folder, plan.Name, Steps(TrainingStage.Distillation), cancellationToken).ConfigureAwait(false);
            Say(TrainingStage.Distillation, FormattableString.Invariant(
                $"Distillation: cosine to the larger encoder {result.MeanCosine:0.000} over {result.HeldOut:N0} held-out texts."));
        }

        return folder;
    }

    private static string Describe(EncoderTrainingResult trained) => trained.BestF1 is { } f1
        ? string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{trained.Steps:N0} steps, best after {trained.BestStep:N0} with F1 {f1 * 100:0.0} of held-out pairs")
        : $"{trained.Steps:N0} steps";
}
