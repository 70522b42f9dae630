using System.CommandLine;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Training.Pipeline;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl thresholds</c>: when an attribute is answered.</summary>
internal static class ThresholdsCommand
{
    public static Command Create() => new("thresholds", "Fits when attributes are answered.") { CreateFit() };

    private static CliCommand CreateFit()
    {
        var model = new Option<string>("--model", "-m") { Description = "Folder of the model.", HelpName = "folder", Required = true };
        var data = new LabelledData();
        Option<string> index = CommonOptions.Index();
        var precision = new Option<double?>("--precision")
        {
            Description = "Precision that answers must reach, above 0 and up to 1. [default: the thresholds of maximum F1]",
            HelpName = "share",
        };
        Option<string> device = CommonOptions.Device();
        var output = new Option<string?>("--out", "-o")
        {
            Description = "File to write. [default: calibration.json of the model's folder]", HelpName = "file",
        };
        var command = new CliCommand("fit", "Fits probabilities and thresholds again, on labelled listings that the model was not trained "
            + "on; encoder and models stay.")
        {
            Examples =
            [
                "epmrl thresholds fit --model models/mine --data new-labels.jsonl --index indexes/mine",
                "epmrl thresholds fit --model models/mine --data new-labels.jsonl --index indexes/mine --precision 0.97",
            ],
        };
        command.Add(model);
        data.AddTo(command);
        foreach (Option option in new Option[] { index, precision, device, output })
        {
            command.Add(option);
        }

        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            var fitting = new CalibrationFitterOptions { Precision = PrecisionGoal.Check("--precision", parsed.GetValue(precision)) };
            string folder = ModelPath.Resolve(parsed.GetValue(model));
            LearnedParts learned = LearnedParts.Load(folder).WithoutCalibration();
            LabelledDataSet set = await data.ReadAsync(parsed, terminal, cancellationToken);
            string card = Path.Combine(folder, "README.md");
            if (File.Exists(card)
                && TrainingCard.SaysLearnedFrom(await File.ReadAllTextAsync(card, cancellationToken), Sha256Hex.OfFile(set.File)))
            {
                terminal.Warn($"The model was trained on '{set.File}'. Its answers to these listings flatter it, and so will the "
                    + "thresholds; fit them on others.");
            }

            string file = parsed.GetValue(output) ?? Path.Combine(folder, LearnedParts.CalibrationName);
            using IDisposable claimed = new CommandFiles()
                .Reads("--data", set.File).Reads("--index", parsed.GetRequiredValue(index))
                .ReadsAllBut(LearnedParts.CalibrationName, "--model", folder)
                .WritesInNewFolder("--out", file).Claim();
            using EmbeddedVectorIndex vectors = EmbeddedVectorIndex.Open(parsed.GetRequiredValue(index));
            using OnnxTextEncoder encoder = OnnxTextEncoder.Load(folder, new EncoderOptions
            {
                Precision = Precisions.Parse(vectors.Manifest.Precision),
                Device = EncoderDevice.Parse(parsed.GetRequiredValue(device)),
                OnFallback = terminal.Warn,
            });
            learned.CheckSpace(encoder.Space);
            ThresholdFit fit = await WorkProgress.RunAsync(terminal, "answers", set.Listings.Count, work => ThresholdFit.RunAsync(
                    new EvaluationEngine(encoder, vectors, learned.ToOptions()), set.Listings, fitting, new AnswerProgress(work),
                    cancellationToken))
                ?? throw new UsageException($"No label of '{set.File}' is of a category and an attribute of the index "
                    + $"'{parsed.GetValue(index)}'. Fit with listings of its taxonomy.");
            ThresholdTable.Print(fit.Figures, vectors.Taxonomy, terminal);
            CalibrationFile.Save(fit.Calibration, file);
            terminal.Say($"Fitted {fit.Samples:N0} labelled answers of {set.Listings.Count:N0} listings, {Goal(fitting)}; wrote {file}.");
            return ExitCodes.Ok;
        });
    }

    private static string Goal(CalibrationFitterOptions fitting) =>
        fitting.Precision is { } share ? $"for precision {share:0.###}" : "for maximum F1";
}
