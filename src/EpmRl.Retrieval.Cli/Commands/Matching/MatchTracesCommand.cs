using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Matching;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl match traces</c>: labelled pairs in, answers to learn from out.</summary>
internal static class MatchTracesCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data", "-d")
        {
            Description = "Folder of labelled pairs, as for 'train matcher'.", HelpName = "folder", Required = true,
        };
        var trainFile = new Option<string?>("--train-file") { Description = "Pairs instead of train.csv.", HelpName = "file" };
        var output = new Option<string>("--out", "-o")
        {
            Description = "JSON Lines of traces. A teacher's answers are kept beside it, in a folder of its name and '.answers': a later "
                + "run does not ask again.",
            HelpName = "file",
            Required = true,
        };
        var teacher = new Option<string?>("--teacher")
        {
            Description = "A large model that explains the pairs: a model folder of ONNX Runtime GenAI, or the address of a server of chat "
                + "completions, http://host:8000/v1#model. Its key is the variable EPMRL_GENERATIVE_KEY.",
            HelpName = "folder|url",
        };
        var corrections = new Option<string?>("--corrections")
        {
            Description = "People's verdicts, JSON Lines {a, b, verdict, text}, text optional; decisions of 'match review' too. They win.",
            HelpName = "file",
        };
        var limit = new Option<int?>("--limit") { Description = "The most pairs, drawn by the seed. [default: all]", HelpName = "n" };
        var seed = new Option<int>("--seed") { Description = "Seed of the draw.", HelpName = "n", DefaultValueFactory = _ => 1 };
        var prompt = new Option<string?>("--prompt")
        {
            Description = "The prompt that the model is trained with, YAML. [default: the one that the program carries]", HelpName = "file",
        };
        Option<bool> json = CommonOptions.Json();
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
            {
                result.AddError("--limit must be 1 or more.");
            }
        });
        var command = new CliCommand(
            "traces", "Write an answer with verified reasons for each labelled pair, to train a generative matcher on.")
        {
            Examples =
            [
                "epmrl match traces --data pairs --out traces.jsonl",
                "epmrl match traces --data pairs --out traces.jsonl --limit 2000 --teacher http://localhost:8000/v1",
                "epmrl match traces --data pairs --out traces.jsonl --corrections decisions.jsonl",
            ],
        };
        foreach (Option option in (Option[])[data, trainFile, output, teacher, corrections, limit, seed, prompt, json])
        {
            command.Add(option);
        }

        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string folder = parsed.GetRequiredValue(data), to = parsed.GetRequiredValue(output);
            string? source = parsed.GetValue(teacher), people = parsed.GetValue(corrections), file = parsed.GetValue(prompt);
            using IDisposable claimed = new CommandFiles().Reads("--data", folder).Reads("--corrections", people).Reads("--prompt", file)
                .Writes("--out", to).Claim();
            MatchPrompt trained = file is null ? MatchPrompt.Trained : MatchPrompt.Load(file);
            IReadOnlyList<TraceCorrection> corrected = people is null ? [] : TraceCorrection.Read(people, cancellationToken);
            MatchingData labelled = await MatchingDataReader.ReadAsync(
                folder, parsed.GetValue(trainFile), null, terminal.Warn, cancellationToken);
            TracePairs pairs = TracePairs.Of(labelled, corrected, parsed.GetValue(limit), parsed.GetValue(seed), line =>
                terminal.Warn($"{people}:{line.Line}: no pair of listings has the ids '{line.A}' and '{line.B}'."));
            terminal.Say($"Reading {labelled.Listings.Count:N0} listings …");
            var rules = AspectRules.Load(AspectRules.ShippedFolder, cancellationToken);
            EvidenceCatalog catalog = await Task.Run(
                () => EvidenceCatalog.Of(labelled.Listings, rules, trained, cancellationToken), cancellationToken);
            using IGenerator? generator = source is null ? null : await GenerativeSource.OpenGeneratorAsync(
                source, new GenerativeSourceOptions { ApiKey = terminal.Variable(GenerativeSourceOptions.KeyVariable) }, cancellationToken);
            using VerdictCache? answers = generator is null ? null : VerdictCache.Open(to + ".answers");
            var collector = new TraceCollector(
                catalog, generator is null ? null : new TraceTeacher(generator, MatchPrompt.Shipped, answers));
            (IReadOnlyList<TraceRow> rows, TraceReport report) = await WorkProgress.RunAsync(
                terminal, "pairs", pairs.Pairs.Count, progress => collector.CollectAsync(
                    pairs.Pairs, pairs.Corrections,
                    (line, refusal) => terminal.Warn($"{people}:{line.Line}: {Described(refusal)}; the pair has no trace."),
                    done => progress.Report(done), cancellationToken));
            TraceFile.Write(to, rows);
            Print(report, parsed.GetValue(json), terminal);
            terminal.Say($"Wrote {rows.Count:N0} traces to {to}.");
            return ExitCodes.Ok;
        });
    }

    private static void Print(TraceReport report, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(
                new
                {
                    report.Pairs,
                    Kept = report.Kept.ToDictionary(one => one.Key.ToString().ToLowerInvariant(), one => one.Value),
                    Refused = report.Refused.OrderBy(one => one.Key).Select(one => new
                    {
                        Source = one.Key.Source.ToString().ToLowerInvariant(), Reason = Described(one.Key.Reason), Count = one.Value,
                    }),
                    report.Lines,
                    report.Characters,
                },
                JsonForPrograms.Options));
            return;
        }

        foreach ((TraceSource source, int count) in report.Kept.OrderBy(one => one.Key))
        {
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{count:N0} of {report.Pairs:N0} pairs have a trace that is {NameOf(source)}"));
        }

        foreach (((TraceSource source, TraceRefusal reason), int count) in report.Refused.OrderBy(one => one.Key))
        {
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{count:N0} refused, {NameOf(source)}: {Described(reason)}"));
        }

        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Lines:0.0} lines of aspects and {report.Characters:0} characters a trace"));
    }

    private static string NameOf(TraceSource source) => source switch
    {
        TraceSource.Person => "a person's",
        TraceSource.Teacher => "the teacher's",
        _ => "derived",
    };

    private static string Described(TraceRefusal refusal) => refusal switch
    {
        TraceRefusal.Contradicted => "the listings state a certain conflict, and the label says same",
        TraceRefusal.Silent => "nothing that can be quoted supports the label",
        TraceRefusal.Malformed => "the answer does not follow the form",
        TraceRefusal.Invented => "a quote does not occur in its listing as shown",
        TraceRefusal.WrongVerdict => "the verdict is not the label's",
        TraceRefusal.Inconsistent => "the verdict does not follow from the aspects",
        _ => "kept",
    };
}
