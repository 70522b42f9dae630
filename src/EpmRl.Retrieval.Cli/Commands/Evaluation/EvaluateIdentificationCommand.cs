using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Cli.Commands.Evaluation;

/// <summary><c>epmrl evaluate identification</c>: the literature's micro F1 on a labelled data set.</summary>
internal static class EvaluateIdentificationCommand
{
    private const string Metric =
        "Micro F1 over labelled (listing, attribute) pairs, top answer: a right value is a true positive; a wrong value where there is one is " +
        "a false positive and a false negative; a value where there is none is a false positive; no value where there is one is a false " +
        "negative; no value where there is none is not counted. Answers that need review count with their best value.";

    private const int FoldsOfCalibration = 5; // where nothing else is fitted

    public static Command Create()
    {
        var options = new EvaluateIdentificationOptions();
        var command = new CliCommand("identification", "Scores attribute identification by the literature's micro F1: by channel, attribute, kind and category.")
        {
            Examples =
            [
                "epmrl evaluate identification --data data/wdc-pave --split train_large.jsonl --schema taxonomy/examples/wdc-pave.schema.yaml",
                "epmrl evaluate identification --data data/ae-110k --folds 5 --report report.html",
            ],
            TypedOnly = [options.Index, options.Taxonomy, options.Channels, options.Errors, options.Limit], // set for `tag`, they would change what is measured
        };
        options.AddTo(command);
        return command.Runs((parsed, terminal, cancellationToken) => RunAsync(options, parsed, terminal, cancellationToken));
    }

    private static async Task<int> RunAsync(
        EvaluateIdentificationOptions options, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        EvaluationSettings how = ReadOptions(options, parsed);
        LabelledDataSet data = await LabelledDataSetReader.ReadAsync(parsed.GetRequiredValue(options.Data), parsed.GetValue(options.Split), cancellationToken);
        if (parsed.GetValue(options.Limit) is int limit)
        {
            data = data with { Listings = [.. data.Listings.Take(limit > 0 ? limit : throw new UsageException($"--limit {limit}: expected 1 or more."))] };
        }

        if (how.Folds is { ByGroup: true } && data.Listings.All(listing => listing.Group is null))
        {
            throw new UsageException($"--folds-by-shop: no listing of '{data.File}' names its shop (field 'url').");
        }

        if (how.Folds is { } plan && plan.UnitsIn(data.Listings) is int most && plan.Count > most)
        {
            throw new UsageException($"--folds {plan.Count}: '{data.File}' has {most} {(plan.ByGroup ? "shops (field 'url')" : "listings")}.");
        }

        ValueListSource source = ValueListSource.Choose(
            data, how.Folds is not null, parsed.GetValue(options.List), parsed.GetValue(options.Schema), parsed.GetValue(options.Taxonomy), parsed.GetValue(options.Index));
        using ITextEncoder encoder = OpenEncoder(options, parsed, how, source);
        using var untrained = new UntrainedEngines(data, encoder, source);
        IReadOnlyList<ChannelPairs> channels = await WorkProgress.RunAsync(
            terminal, "answers", null, work => MeasureAsync(data, untrained, how, parsed.GetValue(options.CalibrationOut), new Told(work), cancellationToken));
        EvaluationReport report = EvaluationReports.Of(
            data, channels, Conditions(how, encoder.Space, source, untrained), Subsets(data, untrained, parsed.GetRequiredValue(options.Without)), parsed.GetValue(options.Errors));
        if (parsed.GetValue(options.Report) is { } page)
        {
            await WriteAsync(page, HtmlReport.Render(report), cancellationToken);
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

    private static async Task<IReadOnlyList<ChannelPairs>> MeasureAsync(
        LabelledDataSet data, UntrainedEngines untrained, EvaluationSettings how, string? calibrationFile, IProgress<int> progress, CancellationToken cancellationToken)
    {
        var answers = new EngineAnswers(progress);
        var scorer = new PairScorer(how.Match);
        var calibration = new CalibrationTrainer(answers, scorer, how.Folds ?? new FoldPlan(FoldsOfCalibration, Seed: how.Seed), how.Fitting);
        var evaluation = new IdentificationEvaluation(data, answers, scorer);
        IReadOnlyList<EvaluationRound> rounds = how.Folds is null ? EvaluationRounds.Untrained(data.Listings) : EvaluationRounds.OfFolds(data.Listings, how.Folds);
        var measured = new List<ChannelPairs>();
        foreach (IdentificationChannels channels in how.Channels)
        {
            var engines = new TrainedEngines(new ChannelEngines(untrained, channels), calibration);
            measured.Add(new ChannelPairs(ChannelPairs.NameOf(channels), await evaluation.RunAsync(engines, rounds, cancellationToken)));
        }

        if (calibrationFile is not null)
        {
            EvaluationEngine calibrated = await calibration.TrainAsync(data.Listings, untrained, cancellationToken);
            CalibrationFile.Save(
                calibrated.Options.Calibration ?? throw new UsageException($"--calibration-out: a calibration is fitted on two listings or more, and '{data.File}' has one."),
                calibrationFile);
        }

        return measured;
    }

    private static ITextEncoder OpenEncoder(
        EvaluateIdentificationOptions options, ParseResult parsed, EvaluationSettings how, ValueListSource source)
    {
        if (how.Channels is [IdentificationChannels.Mentions] && source.Kind != ValueListKind.Index)
        {
            return new NoEncoder();
        }

        IndexManifest? manifest = null;
        if (source.Kind == ValueListKind.Index)
        {
            using EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(source.Path!);
            manifest = index.Manifest;
        }

        ITextEncoder model = options.Encoder.Open(parsed, manifest);
        return parsed.GetValue(options.Cache) is { } cache ? new CachedTextEncoder(model, cache) : model;
    }

    private static EvaluationSettings ReadOptions(EvaluateIdentificationOptions options, ParseResult parsed)
    {
        int folds = parsed.GetValue(options.Folds);
        if (folds is 1 or < 0)
        {
            throw new UsageException($"--folds {folds}: expected 2 or more, or 0 to fit nothing.");
        }

        double? minPrecision = parsed.GetValue(options.MinPrecision);
        if (minPrecision is { } share && share is not (> 0 and <= 1))
        {
            throw new UsageException($"--min-precision {share}: expected a share above 0 and up to 1.");
        }

        if (minPrecision is not null && folds == 0 && parsed.GetValue(options.CalibrationOut) is null)
        {
            throw new UsageException("--min-precision is fitted, and without --folds nothing is. Add --folds 5.");
        }

        return new EvaluationSettings
        {
            Folds = folds == 0 ? null : new FoldPlan(folds, parsed.GetValue(options.FoldsByShop), parsed.GetValue(options.Seed)),
            Seed = parsed.GetValue(options.Seed),
            Match = parsed.GetValue(options.Match) == "normalized" ? LabelMatch.Normalized : LabelMatch.Exact,
            Channels =
            [
                .. parsed.GetRequiredValue(options.Channels).Distinct().Select(name => name switch
                {
                    "dense" => IdentificationChannels.Dense,
                    "mentions" => IdentificationChannels.Mentions,
                    _ => IdentificationChannels.All,
                }),
            ],
            Fitting = new CalibrationFitterOptions { Precision = minPrecision },
        };
    }

    private static EvaluationConditions Conditions(EvaluationSettings how, EncoderSpace space, ValueListSource source, UntrainedEngines untrained) => new(
        how.Match == LabelMatch.Exact ? Metric : $"{Metric} Labels compared without case, accents and spaces.",
        source.Description,
        how.Folds is not { } folds
            ? "nothing fitted: built-in rule"
            : $"calibration fitted out of fold, {folds.Count} folds {(folds.ByGroup ? "of whole shops" : "stratified by category")}" +
                (how.Fitting.Precision is { } precision ? $", for precision {precision:0.##}" : ", for maximum F1"),
        how.Folds?.Count ?? 0,
        how.Seed,
        $"{space.ModelId}, {space.Precision}",
        space.Fingerprint,
        untrained.TaxonomyName,
        PrintVersion.Version);

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

    private static async Task WriteAsync(string file, string text, CancellationToken cancellationToken)
    {
        string path = Path.GetFullPath(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = $"{path}.{Guid.NewGuid():n}";
        try
        {
            await File.WriteAllTextAsync(temporary, text, cancellationToken);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private sealed class Told(WorkProgress work) : IProgress<int>
    {
        private readonly Lock gate = new();

        public void Report(int value)
        {
            lock (gate)
            {
                work.Report(value);
            }
        }
    }
}
