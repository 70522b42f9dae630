using System.CommandLine;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl evaluate identification</c>: the literature's micro F1 on a labelled data set.</summary>
internal static class EvaluateIdentificationCommand
{
    public static Command Create()
    {
        var options = new EvaluateIdentificationOptions();
        var command = new CliCommand("identification", "Scores attribute identification by the literature's micro F1: by channel, attribute, kind and category.")
        {
            Examples =
            [
                "epmrl evaluate identification --data data/wdc-pave --split train_large.jsonl --schema taxonomy/examples/wdc-pave.schema.yaml",
                "epmrl evaluate identification --data data/ae-110k --folds 5 --report report.html",
                "epmrl evaluate identification --data data/wdc-pave --split train_large.jsonl --folds 5 --folds-by-shop --train mentions --seeds 1,2,3",
            ],
        };
        options.AddTo(command);
        return command.Runs((parsed, terminal, cancellationToken) => RunAsync(options, parsed, terminal, cancellationToken));
    }

    private static async Task<int> RunAsync(
        EvaluateIdentificationOptions options, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        EvaluationSettings how = EvaluationSettings.Read(options, parsed);
        LabelledDataSet data = await LabelledDataSetReader.ReadAsync(parsed.GetRequiredValue(options.Data), parsed.GetValue(options.Split), parsed.GetValue(options.Texts), cancellationToken);
        if (parsed.GetValue(options.Limit) is int limit)
        {
            data = data with { Listings = [.. data.Listings.Take(limit > 0 ? limit : throw new UsageException($"--limit {limit}: expected 1 or more."))] };
        }

        data = data with { Listings = [.. data.Listings.Where(listing => listing.Category.Length > 0)] }; // what belongs to no category has no attributes
        how.CheckFolds(data);
        LabelledDataSet? fitOn = how.FitOn is null ? null : await LabelledDataSetReader.ReadAsync(parsed.GetRequiredValue(options.Data), how.FitOn, parsed.GetValue(options.Texts), cancellationToken);
        ValueListSource source = ValueListSource.Choose(
            data, how.Learns, parsed.GetValue(options.List), parsed.GetValue(options.Schema), parsed.GetValue(options.Taxonomy), parsed.GetValue(options.Index));
        using IDisposable claimed = new CommandFiles()
            .Reads("--data", data.File).Reads("--fit-on", fitOn?.File).Reads(source.Kind == ValueListKind.Index ? "--index" : "--taxonomy", source.Path).Reads("--schema", source.Schema)
            .Reads("--config", parsed.GetValue(options.Config)).ReadsAllBut(LearnedParts.CalibrationName, "--model", options.Encoder.FolderOf(parsed))
            .WritesInNewFolder("--report", parsed.GetValue(options.Report)).WritesInNewFolder("--calibration-out", parsed.GetValue(options.CalibrationOut)).Claim();
        using TemporaryFolder scratch = TemporaryFolder.Scratch();
        using ITextEncoder encoder = OpenEncoder(options, parsed, how, source, scratch);
        LearnedParts learned = Learned(options, parsed, how, encoder);
        using var untrained = new UntrainedEngines(data, encoder, learned.ToOptions(), source, scratch);
        IReadOnlyList<ChannelPairs> channels = await WorkProgress.RunAsync(terminal, "answers", null, async work =>
        {
            var start = new TrainingStart(
                options.Encoder.FolderOf(parsed), options.Encoder.OptionsOf(parsed), scratch, EncoderProgress.Lines(terminal));
            var measurement = new EvaluationMeasurement(data, fitOn, untrained, how, start, new AnswerProgress(work));
            IReadOnlyList<ChannelPairs> measured = await measurement.RunAsync(cancellationToken);
            if (parsed.GetValue(options.CalibrationOut) is { } file)
            {
                CalibrationFile.Save(await measurement.FitAsync(cancellationToken), file);
            }

            return measured;
        });
        EvaluationReport report = EvaluationReports.Of(
            data with { BadRows = [.. data.BadRows, .. fitOn?.BadRows ?? []] },
            channels,
            EvaluationConditionsText.Of(how, encoder.Space, learned, source, untrained.TaxonomyName),
            Subsets(data, untrained, parsed.GetRequiredValue(options.Without)),
            parsed.GetValue(options.Errors),
            how.Ablation ? channels.Count - 1 : 0);
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
    }

    // What a model learned elsewhere may come from the very listings that are asked about, so it has no part where listings are split.
    private static LearnedParts Learned(EvaluateIdentificationOptions options, ParseResult parsed, EvaluationSettings how, ITextEncoder encoder)
    {
        LearnedParts learned = how.Learns || encoder is NoEncoder ? LearnedParts.None : options.Learned.Load(parsed, options.Encoder.FolderOf(parsed));
        learned.CheckSpace(encoder.Space);
        return learned;
    }

    private static ITextEncoder OpenEncoder(
        EvaluateIdentificationOptions options, ParseResult parsed, EvaluationSettings how, ValueListSource source, TemporaryFolder scratch)
    {
        if (how is { Channels: [IdentificationChannels.Mentions], Ablation: false } && !how.Trained.HasFlag(EngineParts.Encoder) && source.Kind != ValueListKind.Index)
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
        return new CachedTextEncoder(options.Encoder.Open(parsed, manifest), parsed.GetValue(options.Cache) ?? scratch["vectors"]);
    }

    private static Dictionary<string, IReadOnlyList<string>> Subsets(
        LabelledDataSet data, UntrainedEngines untrained, IEnumerable<string> without)
    {
        var subsets = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var names = data.Listings.SelectMany(listing => listing.Gold.Keys).ToHashSet(StringComparer.OrdinalIgnoreCase);
        string[] lengths = [.. DeclaredLengths.Of(untrained.Taxonomies).Where(names.Contains)];
        if (lengths.Length > 0)
        {
            subsets["without lengths"] = lengths;
        }

        foreach (string given in without)
        {
            string[] attributes = given.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            foreach (string unknown in attributes.Where(attribute => !names.Contains(attribute)))
            {
                throw new UsageException($"--without: no listing has an attribute '{unknown}'. There are: {string.Join(", ", names.Order(StringComparer.Ordinal))}.");
            }

            subsets[$"without {string.Join(", ", attributes)}"] = attributes;
        }

        return subsets;
    }
}
