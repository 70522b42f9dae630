using System.CommandLine;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Training.Measurement;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl evaluate identification</c>: the literature's micro F1 on a labelled data set.</summary>
internal static class EvaluateIdentificationCommand
{
    public static Command Create()
    {
        var options = new EvaluateIdentificationOptions();
        var command = new CliCommand(
            "identification", "Scores attribute identification by the literature's micro F1: by channel, attribute, kind and category.")
        {
            Examples =
            [
                "epmrl evaluate identification --data data/wdc-pave --split train_large.jsonl --schema "
                    + "taxonomy/examples/wdc-pave.schema.yaml",
                "epmrl evaluate identification --data data/ae-110k --folds 5 --report report.html",
                "epmrl evaluate identification --data data/wdc-pave --split train_large.jsonl --folds 5 --folds-by-shop --train mentions "
                    + "--seeds 1,2,3",
            ],
        };
        options.AddTo(command);
        return command.Runs((parsed, terminal, cancellationToken) => RunAsync(options, parsed, terminal, cancellationToken));
    }

    private static async Task<int> RunAsync(
        EvaluateIdentificationOptions options, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        LabelledDataSet? fitOn = parsed.GetValue(options.FitOn) is { } fitFile ? await ReadAsync(fitFile) : null;
        MeasurementOptions how = EvaluationSettings.Read(options, parsed, fitOn, terminal);
        LabelledDataSet data = await ReadAsync(parsed.GetValue(options.Split));
        if (parsed.GetValue(options.Limit) is int limit)
        {
            int count = limit > 0 ? limit : throw new UsageException($"--limit {limit}: expected 1 or more.");
            data = data with { Listings = [.. data.Listings.Take(count)] };
        }

        // without a category there are no attributes
        data = data with { Listings = [.. data.Listings.Where(listing => listing.Category.Length > 0)] };
        EvaluationSettings.CheckFolds(how.Folds, data);
        ValueListSource source = ValueListChoice.Of(
            data, how.Learns, parsed.GetValue(options.List), parsed.GetValue(options.Schema), parsed.GetValue(options.Taxonomy),
            parsed.GetValue(options.Index));
        using IDisposable claimed = new CommandFiles()
            .Reads("--data", data.File).Reads("--fit-on", fitOn?.File)
            .Reads(source.Kind == ValueListKind.Index ? "--index" : "--taxonomy", source.Path).Reads("--schema", source.Schema)
            .Reads("--config", parsed.GetValue(options.Config))
            .ReadsAllBut(LearnedParts.CalibrationName, "--model", options.Encoder.FolderOf(parsed))
            .WritesInNewFolder("--report", parsed.GetValue(options.Report))
            .WritesInNewFolder("--calibration-out", parsed.GetValue(options.CalibrationOut)).Claim();
        using TemporaryFolder scratch = TemporaryFolder.Scratch();
        using ITextEncoder encoder = OpenEncoder(options, parsed, how, source, scratch);
        IdentificationOptions learned = Learned(options, parsed, how, encoder);
        EvaluationReport report = await WorkProgress.RunAsync(terminal, "answers", null, async work =>
        {
            using var measurement = new IdentificationMeasurement(data, source, encoder, learned, how, new MeasuredAnswers(work));
            IReadOnlyList<ChannelPairs> measured = await measurement.RunAsync(cancellationToken);
            if (parsed.GetValue(options.CalibrationOut) is { } file)
            {
                CalibrationFile.Save(await measurement.FitAsync(cancellationToken), file);
            }

            IEnumerable<string[]> without = parsed.GetRequiredValue(options.Without)
                .Select(names => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            return measurement.Report(measured, without, parsed.GetValue(options.Errors));
        });
        if (parsed.GetValue(options.Report) is { } page)
        {
            AtomicFile.Write(page, HtmlReport.Render(report));
        }

        if (parsed.GetValue(options.Json))
        {
            EvaluationJson.Write(report, terminal.OutputStream);
            terminal.OutputStream.WriteByte((byte)'\n');
        }
        else
        {
            EvaluationTables.Print(report, parsed.GetValue(options.Report), terminal.People);
        }

        terminal.Out.Flush();
        foreach (string row in report.BadRows)
        {
            terminal.Warn(row);
        }

        return report.BadRows.Count == 0 ? ExitCodes.Ok : ExitCodes.BadRows;

        Task<LabelledDataSet> ReadAsync(string? file) =>
            LabelledDataSetReader.ReadAsync(parsed.GetRequiredValue(options.Data), file, parsed.GetValue(options.Texts), cancellationToken);
    }

    // A model may have learned from the very listings that are evaluated, so its learned parts are left out where listings are split.
    private static IdentificationOptions Learned(
        EvaluateIdentificationOptions options, ParseResult parsed, MeasurementOptions how, ITextEncoder encoder)
    {
        LearnedParts learned =
            how.Learns || encoder is NoEncoder ? LearnedParts.None : options.Learned.Load(parsed, options.Encoder.FolderOf(parsed));
        learned.CheckSpace(encoder.Space);
        return learned.ToOptions();
    }

    private static ITextEncoder OpenEncoder(
        EvaluateIdentificationOptions options, ParseResult parsed, MeasurementOptions how, ValueListSource source, TemporaryFolder scratch)
    {
        if (how is { Channels: [IdentificationChannels.Mentions], Ablation: false } && !how.Trained.HasFlag(EngineParts.Encoder)
            && source.Kind != ValueListKind.Index)
        {
            return new NoEncoder();
        }

        IndexManifest? manifest = null;
        if (source.Kind == ValueListKind.Index)
        {
            using EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(source.Path!);
            manifest = index.Manifest;
        }

        // Lists of different folds share most of their values.
        return CachedTextEncoder.Over(options.Encoder.Open(parsed, manifest), parsed.GetValue(options.Cache) ?? scratch["vectors"]);
    }

    private sealed class MeasuredAnswers(WorkProgress work) : IProgress<MeasurementProgress>
    {
        public void Report(MeasurementProgress value) => work.Report(value.Answers, value.Share);
    }
}
