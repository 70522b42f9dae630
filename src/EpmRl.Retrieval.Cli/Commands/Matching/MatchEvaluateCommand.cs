using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Cli.Tagging;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Matching;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl match evaluate</c>: how often a matcher is right.</summary>
internal static class MatchEvaluateCommand
{
    public static Command Create()
    {
        var data = new Option<string[]>("--data", "-d")
        {
            Description = "Folder of labelled pairs, as for 'train matcher'. Repeat it for several.", HelpName = "folder",
        };
        var file = new Option<string?>("--pairs-file") { Description = "The pairs to measure. [default: valid.csv]", HelpName = "file" };
        var candidates = new Option<string>("--candidates")
        {
            Description = "given: the labelled pairs. own: the candidates that the search finds for listings with a known match; a "
                + "candidate that is not labelled counts as no match.",
            DefaultValueFactory = _ => "given",
        };
        candidates.AcceptOnlyFromAmong("given", "own");
        var cases = new Option<string[]>("--cases")
        {
            Description = "JSON Lines of cases with their right verdicts: {id, class, a, b, verdict}, and plain_a or plain_b where they "
                + "were edited. Repeat it for several.",
            HelpName = "file",
        };
        Option<bool> json = CommonOptions.Json();
        var matchers = new MatcherOptionSet();
        var command = new CliCommand("evaluate", "Measure a matcher: F1 with its class ratio, precision at recall, verdicts by class.")
        {
            Examples =
            [
                "epmrl match evaluate --data pairs --model models/my-matcher",
                "epmrl match evaluate --data pairs --candidates own",
                "epmrl match evaluate --cases cases.jsonl --json",
            ],
            Options = { data, file, candidates, cases, json },
        };
        matchers.AddTo(command);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string[] folders = parsed.GetValue(data) ?? [], suites = parsed.GetValue(cases) ?? [];
            if (folders.Length + suites.Length == 0)
            {
                throw new UsageException("Nothing to measure: name labelled pairs with --data, or cases with --cases.");
            }

            FastMatcher matcher = matchers.Open(parsed, cancellationToken);
            using var bad = new BadRows(terminal, null);
            var figures = new List<(string Part, string Name, MatchFigures Figures)>();
            foreach (string folder in folders)
            {
                MatchingData set = await MatchingDataReader.ReadAsync(
                    folder, null, parsed.GetValue(file), terminal.Warn, cancellationToken);
                bool own = parsed.GetValue(candidates) == "own";
                IReadOnlyList<LabelledPair> asked = own ? OwnCandidates.Of(set, set.Valid, cancellationToken) : set.Valid;
                long started = Stopwatch.GetTimestamp();
                MatchFigures measured = await MatcherMeasure.OfAsync(set, asked, matcher, cancellationToken);
                figures.Add((own ? "own candidates" : "given pairs", set.Name, measured));
                terminal.Say($"{set.Name}: {asked.Count:N0} pairs of {set.Listings.Count:N0} listings in "
                    + $"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s.");
            }

            var answered = new List<(string Name, IReadOnlyList<CaseResult> Results)>();
            foreach (string suite in suites)
            {
                answered.Add((Path.GetFileNameWithoutExtension(suite), await CaseEvaluation.RunAsync(
                    MatchCasesReader.Read(suite, bad.Add), matcher, cancellationToken)));
            }

            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(
                    new
                    {
                        matcher.Model,
                        Pairs = figures.Select(one => MatchFiguresView.Json(one.Part, one.Name, one.Figures)),
                        Cases = answered.Select(one => CasesView.Json(one.Name, one.Results)),
                    },
                    JsonForPrograms.Options));
            }
            else
            {
                if (figures.Count > 0)
                {
                    terminal.People.Write(MatchFiguresView.Table(figures));
                }

                foreach ((string name, IReadOnlyList<CaseResult> results) in answered)
                {
                    CasesView.Print(name, results, terminal.People);
                }
            }

            return MatchFiles.Done(bad, terminal);
        });
    }
}
