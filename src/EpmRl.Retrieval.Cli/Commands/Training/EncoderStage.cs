using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Distillation;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Makes the encoders of a run: the final one, and one without each fold. Those that an interrupted run finished are taken as they are.</summary>
internal sealed class EncoderStage(TrainingPlan plan, RunFolder run, Terminal terminal)
{
    /// <summary>Makes the final encoder; the base's where none is trained.</summary>
    public async Task<TrainedEncoder> FinalAsync(CancellationToken cancellationToken)
    {
        if (!plan.Parts.HasFlag(TrainedParts.Encoder))
        {
            return new TrainedEncoder(plan.Distill ? await DistilAsync(plan.Base, "encoder-small", cancellationToken) : plan.Base, null);
        }

        (string folder, EncoderTrainingResult result) = await TrainAsync("encoder", plan.Data.Listings, "Encoder", cancellationToken);
        return new TrainedEncoder(plan.Distill ? await DistilAsync(folder, "encoder-small", cancellationToken) : folder, result);
    }

    /// <summary>Makes the encoder that sees no label of a fold.</summary>
    /// <returns>Its model folder.</returns>
    public async Task<string> WithoutAsync(int fold, int[] foldOf, CancellationToken cancellationToken)
    {
        LabelledListing[] others = [.. plan.Data.Listings.Where((_, i) => foldOf[i] != fold)];
        (string folder, _) = await TrainAsync($"encoder-fold-{fold + 1}", others, $"Encoder without fold {fold + 1} of {plan.Folds.Count}", cancellationToken);
        return plan.Distill ? await DistilAsync(folder, $"encoder-small-fold-{fold + 1}", cancellationToken) : folder;
    }

    private async Task<(string Folder, EncoderTrainingResult Result)> TrainAsync(
        string name, IReadOnlyList<LabelledListing> listings, string what, CancellationToken cancellationToken)
    {
        string folder = run[name];
        string kept = run[name + ".json"];
        if (!Directory.Exists(folder))
        {
            var trainer = new EncoderTrainer(plan.Base, plan.Taxonomy, listings, plan.Configuration.Encoder with { Seed = plan.Configuration.Run.Seed, Device = plan.Device });
            string checkpoints = run[name + "-checkpoints"];
            terminal.Say($"{what}: training from {plan.Base} on {listings.Count:N0} listings.");
            EncoderTrainingResult trained = EncoderProgress.Run(
                terminal, progress => trainer.Train(checkpoints, resume: true, progress, cancellationToken));
            await File.WriteAllTextAsync(kept, JsonSerializer.Serialize(trained), cancellationToken);
            await trainer.ExportAsync(checkpoints, folder, plan.Name, cancellationToken); // last: the folder says that it is done
            Directory.Delete(checkpoints, recursive: true);
            terminal.Say($"{what}: {Describe(trained)}.");
        }

        return (folder, await ReadAsync(kept, folder, cancellationToken));
    }

    private static async Task<EncoderTrainingResult> ReadAsync(string path, string folder, CancellationToken cancellationToken)
    {
        string advice = $"Remove it and '{folder}', and run the command again: the encoder is trained again.";
        try
        {
            return JsonSerializer.Deserialize<EncoderTrainingResult>(await File.ReadAllTextAsync(path, cancellationToken))
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
            terminal.Say($"Distillation of {teacher} into {options.Layers} layers, over {texts.Count:N0} texts.");
            DistillationResult result = await EncoderProgress.Run(
                terminal, progress => new EncoderDistiller(teacher, options).DistillAsync(texts, folder, plan.Name, progress, cancellationToken));
            terminal.Say(FormattableString.Invariant($"Distillation: cosine to the larger encoder {result.MeanCosine:0.000} over {result.HeldOut:N0} held-out texts."));
        }

        return folder;
    }

    private static string Describe(EncoderTrainingResult trained) => trained.BestF1 is { } f1
        ? FormattableString.Invariant($"{trained.Steps:N0} steps, best after {trained.BestStep:N0} with F1 {f1 * 100:0.0} of held-out pairs")
        : $"{trained.Steps:N0} steps";
}
