using System.CommandLine;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Cli.Tagging;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl match decide</c>: a verdict with reasons for each pair of listings.</summary>
internal static class MatchDecideCommand
{
    private const int Batch = 2_000; // pairs between two reports of progress

    public static Command Create()
    {
        var left = new Option<string>("--left", "-l") { Description = "Listings, - for stdin.", HelpName = "file|-", Required = true };
        var right = new Option<string?>("--right", "-r")
        {
            Description = "Listings of the other side. Without it, pairs are within --left.", HelpName = "file",
        };
        var pairs = new Option<string>("--pairs", "-p")
        {
            Description = "CSV of the pairs: ltable_id,rtable_id.", HelpName = "file", Required = true,
        };
        Option<string> output = CommonOptions.Output();
        var errors = new Option<string?>("--errors") { Description = "Where bad rows are listed. [default: stderr]", HelpName = "file" };
        var generative = new Option<string?>("--generative")
        {
            Description = "A generative matcher that decides doubtful pairs: a model folder of ONNX Runtime GenAI, or the address of a "
                + "server of chat completions, http://host:8000/v1#model.",
            HelpName = "folder|url",
        };
        var only = new Option<bool>("--only-generative")
        {
            Description = "Let the generative matcher decide every pair, doubtful or not.",
        };
        var band = new Option<double[]>("--band")
        {
            Description = "The probabilities that are doubtful: the lowest and the highest. [default: from certainly different to twice as "
                + "certain as the threshold]",
            HelpName = "low high",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        var cache = new Option<string?>("--generative-cache")
        {
            Description = "Folder that keeps generated verdicts.", HelpName = "folder",
        };
        var matchers = new MatcherOptionSet();
        var command = new CliCommand("decide",
            "Decide pairs of listings: same, variant, different or unsure, with a calibrated probability "
            + "and the aligned aspects; one line a pair, in order.")
        {
            Examples =
            [
                "epmrl match decide --left ours.csv --right theirs.csv --pairs pairs.csv --output decisions.jsonl",
                "epmrl match decide --left feed.jsonl --pairs pairs.csv --model models/my-matcher --prevalence 0.05 > decisions.jsonl",
            ],
        };
        foreach (Option option in (Option[])[left, right, pairs, generative, only, band, cache, output, errors])
        {
            command.Add(option);
        }

        matchers.AddTo(command);
        var reading = new ReadingOptions(command);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            if (parsed.GetValue(only) && parsed.GetValue(generative) is null)
            {
                throw new UsageException("--only-generative needs --generative, the matcher that decides.");
            }

            if (parsed.GetValue(only) && parsed.GetValue(band) is { Length: > 0 })
            {
                throw new UsageException("--only-generative and --band exclude each other: without a fast matcher no pair is doubtful.");
            }

            string from = parsed.GetRequiredValue(left), asked = parsed.GetRequiredValue(pairs), to = parsed.GetRequiredValue(output);
            string? other = parsed.GetValue(right);
            using IDisposable claimed = new CommandFiles().Reads("--left", from).Reads("--right", other).Reads("--pairs", asked)
                .Reads("--model", parsed.GetValue(only) ? null : matchers.FolderOf(parsed)).Writes("--output", to)
                .Writes("--errors", parsed.GetValue(errors), RowErrorWriter.ThrowIfTaken).Claim();
            using var bad = new BadRows(terminal, parsed.GetValue(errors));
            ListingTable lefts = await ReadAsync(from);
            ListingTable rights = other is null ? lefts : await ReadAsync(other);
            List<ListingPair> wanted = PairsOf(PairRows.Read(asked, bad.Add, cancellationToken), asked, lefts, rights, bad.Add);
            FastMatcher? fast = parsed.GetValue(only) ? null : matchers.Open(parsed, cancellationToken);
            terminal.Say($"Reading {lefts.Listings.Count + (other is null ? 0 : rights.Listings.Count):N0} listings …");
            fast = fast is null ? null : await Task.Run(
                () => fast.Within(lefts.Listings, other is null ? null : rights.Listings, cancellationToken), cancellationToken);
            using GenerativeMatcher? generator = parsed.GetValue(generative) is not { } source ? null : await GenerativeSource.OpenAsync(
                source,
                new GenerativeSourceOptions
                {
                    ApiKey = Environment.GetEnvironmentVariable(GenerativeSourceOptions.KeyVariable), CacheFolder = parsed.GetValue(cache),
                },
                cancellationToken);
            IPairMatcher matcher = fast is null ? generator!
                : generator is null ? fast
                : new CascadeMatcher(fast, generator, BandOf(parsed.GetValue(band), fast));
            List<PairDecision> decisions = await WorkProgress.RunAsync(terminal, "pairs decided", wanted.Count, async progress =>
            {
                var decided = new List<PairDecision>(wanted.Count);
                foreach (ListingPair[] chunk in wanted.Chunk(Batch))
                {
                    decided.AddRange(await matcher.DecideAsync(chunk, cancellationToken));
                    progress.Report(decided.Count);
                }

                return decided;
            }, to != "-" || !terminal.OutputIsTerminal);
            await MatchFiles.WriteAsync(to, terminal, stream => DecisionLines.Write(stream, decisions, cancellationToken));
            terminal.Say(string.Join(", ", decisions.GroupBy(decision => decision.Verdict).OrderBy(group => group.Key)
                .Select(group => $"{group.Count():N0} {DecisionLines.NameOf(group.Key)}")) + ".");
            return MatchFiles.Done(bad, terminal);

            Task<ListingTable> ReadAsync(string file) =>
                MatchFiles.ReadAsync(reading.Open(parsed, file, terminal), bad, cancellationToken);
        });
    }

    private static DoubtBand BandOf(double[]? stated, FastMatcher fast) => stated switch
    {
        null or [] => fast.DoubtBand,
        [var low, var high] when low is >= 0 and <= 1 && high >= low && high <= 1 => new DoubtBand(low, high),
        _ => throw new UsageException("--band: expected two probabilities in [0, 1], the lower first: --band 0.2 0.8."),
    };

    /// <summary>The listings of pairs of ids; pairs of unknown listings are reported.</summary>
    internal static List<ListingPair> PairsOf(
        IEnumerable<PairRow> rows, string file, ListingTable lefts, ListingTable rights, Action<RowError> onError)
    {
        var pairs = new List<ListingPair>();
        foreach (PairRow row in rows)
        {
            bool hasLeft = lefts.TryFind(row.Left, out int a), hasRight = rights.TryFind(row.Right, out int b);
            if (hasLeft && hasRight)
            {
                pairs.Add(new ListingPair(lefts.Listings[a], rights.Listings[b]));
            }
            else
            {
                onError(new RowError(
                    file, row.Line, hasLeft ? "rtable_id" : "ltable_id", $"There is no listing '{(hasLeft ? row.Right : row.Left)}'.",
                    $"{row.Left},{row.Right}"));
            }
        }

        return pairs;
    }
}
