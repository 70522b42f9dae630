using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Cli.Tagging;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Training.Matching;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl match evaluate</c>: how often a matcher is right.</summary>
internal static class MatchEvaluateCommand
{
    public static Command Create()
    {
        var options = new MatchEvaluateOptions();
        var matchers = new MatcherOptionSet();
        var command = new CliCommand("evaluate", "Measure a matcher: F1 with its class ratio, precision at recall, verdicts by class.")
        {
            Examples =
            [
                "epmrl match evaluate --data pairs --model models/my-matcher --report report.html",
                "epmrl match evaluate --data pairs --candidates own",
                "epmrl match evaluate --data pairs --band-precision 0.98",
                "epmrl match evaluate --data pairs --generative-decisions decisions.jsonl --report report.html",
                "epmrl match evaluate --cases cases.jsonl --json",
            ],
        };
        options.AddTo(command);
        matchers.AddTo(command);
        return command.Runs((parsed, terminal, cancellationToken) => RunAsync(options, matchers, parsed, terminal, cancellationToken));
    }

    private static async Task<int> RunAsync(
        MatchEvaluateOptions options, MatcherOptionSet matchers, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        options.Check(parsed);
        using IDisposable claimed = Files(options, matchers, parsed).Claim();
        FastMatcher matcher = matchers.Open(parsed, cancellationToken);
        using var bad = new BadRows(terminal, null);
        IReadOnlyDictionary<(string A, string B), MatchVerdict>? second = null;
        if (parsed.GetValue(options.Second) is { } decisions)
        {
            await using Stream stream = DecidedPairs.Open(decisions, terminal);
            second = await SecondDecisions.ReadAsync(stream, decisions, matcher.Model, bad.Add, cancellationToken);
        }

        var measured = new List<MatchMeasurement>();
        foreach (string folder in parsed.GetValue(options.Data) ?? [])
        {
            MatchingData set = await MatchingDataReader.ReadAsync(
                folder, null, parsed.GetValue(options.PairsFile), terminal.Warn, cancellationToken);
            bool own = parsed.GetValue(options.Candidates) == "own";
            IReadOnlyList<LabelledPair> asked = own ? OwnCandidates.Of(set, set.Valid, cancellationToken) : set.Valid;
            long started = Stopwatch.GetTimestamp();
            measured.Add(await MatcherMeasure.MeasureAsync(
                set, own ? "own candidates" : "given pairs", asked, matcher, cancellationToken));
            terminal.Say($"{set.Name}: {asked.Count:N0} pairs of {set.Listings.Count:N0} listings in "
                + $"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s.");
        }

        var suites = new List<(string Name, IReadOnlyList<CaseResult> Results)>();
        foreach (string suite in parsed.GetValue(options.Cases) ?? [])
        {
            suites.Add((Path.GetFileNameWithoutExtension(suite), await CaseEvaluation.RunAsync(
                MatchCasesReader.Read(suite, bad.Add), matcher, cancellationToken)));
        }

        var report = new MatchReport
        {
            Model = matcher.Model,
            Measurements = measured,
            Suites = suites,
            Second = second,
            Band = BandOf(parsed.GetValue(options.BandPrecision), parsed.GetValue(options.BandBudget), measured),
            CategoryPrecision = parsed.GetValue(options.CategoryPrecision),
            Conditions = Conditions(options, parsed, matchers),
        };
        if (parsed.GetValue(options.Report) is { } page)
        {
            AtomicFile.Write(page, MatchReportPage.Render(report));
            terminal.Say($"Wrote {page}.");
        }

        Show(report, parsed.GetValue(options.Json), parsed.GetValue(options.ByCategory), terminal);
        return MatchFiles.Done(bad, terminal);
    }

    private static CommandFiles Files(MatchEvaluateOptions options, MatcherOptionSet matchers, ParseResult parsed)
    {
        var files = new CommandFiles();
        if (parsed.GetValue(options.Report) is not { } page)
        {
            return files;
        }

        foreach (string file in (parsed.GetValue(options.Data) ?? []).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csv")))
        {
            files.Reads("--data", file);
        }

        foreach (string suite in parsed.GetValue(options.Cases) ?? [])
        {
            files.Reads("--cases", suite);
        }

        return files.Reads("--pairs-file", parsed.GetValue(options.PairsFile))
            .Reads("--generative-decisions", parsed.GetValue(options.Second))
            .Reads("--model", Path.Combine(matchers.FolderOf(parsed), MatcherModelFile.Name)).WritesInNewFolder("--report", page);
    }

    // One band for all sets: a caller has one matcher and one band.
    private static (string Goal, DoubtBandQuality Quality)? BandOf(
        double? precision, double? budget, IReadOnlyList<MatchMeasurement> measured)
    {
        MeasuredPair[] pairs = [.. measured.SelectMany(one => one.Pairs)];
        (double Probability, bool IsSame)[] labelled = [.. pairs.Select(pair => (pair.Decision.Probability, pair.IsSame))];
        double threshold = MatchMeasurement.ThresholdOf(pairs);
        return precision is { } right
            ? (FormattableString.Invariant($"Doubt band for {right * 100:0.##} % right on both sides"),
                DoubtBandQuality.Of(DoubtBand.ForPrecision(labelled, right, threshold), labelled, threshold))
            : budget is { } share
                ? (FormattableString.Invariant($"Doubt band for at most {share * 100:0.##} % of the pairs"),
                    DoubtBandQuality.Of(DoubtBand.ForBudget(labelled, share, threshold), labelled, threshold))
                : null;
    }

    private static IReadOnlyList<(string, string)> Conditions(
        MatchEvaluateOptions options, ParseResult parsed, MatcherOptionSet matchers) =>
    [
        .. parsed.GetValue(options.Data) is { Length: > 0 }
            ? [("Pairs", parsed.GetValue(options.Candidates) == "own"
                ? "The candidates that the search finds for listings with a known match; one that is not labelled counts as no match. "
                    + "Decided within both catalogues."
                : $"{Path.GetFileName(parsed.GetValue(options.PairsFile)) ?? "valid.csv"} of each folder, decided within both catalogues.")]
            : Array.Empty<(string, string)>(),
        .. parsed.GetValue(options.Cases) is { Length: > 0 }
            ? [("Cases", "Each asked alone, without catalogues, in both orders.")] : Array.Empty<(string, string)>(),
        .. parsed.GetValue(options.Second) is { } second
            ? [("Second matcher", $"The decisions in {Path.GetFileName(second)} that are not of the matcher itself.")]
            : Array.Empty<(string, string)>(),
        ("Prevalence", matchers.PrevalenceOf(parsed) is { } share
            ? FormattableString.Invariant($"Probabilities corrected for {share * 100:0.##} % of matches.") : "That of training."),
    ];

    private static void Show(MatchReport report, bool json, bool byCategory, Terminal terminal)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(
                new
                {
                    report.Model,
                    Pairs = report.Measurements.Select(one => MeasurementJson.Of(one, report, byCategory)),
                    Cases = report.Suites.Select(suite => CasesView.Json(suite.Name, suite.Results)),
                    Band = report.Band is var (_, quality) ? MeasurementJson.Of(quality) : null,
                },
                JsonForPrograms.Options));
            return;
        }

        if (report.Measurements.Count > 0)
        {
            MeasurementView.Print(report, byCategory, terminal.People);
        }

        foreach ((string name, IReadOnlyList<CaseResult> results) in report.Suites)
        {
            CasesView.Print(name, results, terminal.People);
        }
    }
}
