using System.CommandLine;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Cli.Tagging;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl match review</c>: asks people about pairs, and keeps what they decided.</summary>
internal static class MatchReviewCommand
{
    public static Command Create() => new("review", "Asks people about the pairs that matter most, and keeps what they decide.")
    {
        CreateExport(),
        CreateImport(),
    };

    private static CliCommand CreateExport()
    {
        var pairs = new Option<string>("--pairs")
        {
            Description = "Decided pairs as 'epmrl match decide' writes them, - for stdin.", HelpName = "file|-", Required = true,
        };
        var left = new Option<string>("--left", "--input", "-i")
        {
            Description = "The listings of the pairs' 'a', and of 'b' where there is one list.", HelpName = "file", Required = true,
        };
        Option<string?> right = File("--right", "The listings of the pairs' 'b', where two lists are linked.");
        var count = new Option<int>("--count", "-n") { Description = "How many pairs.", HelpName = "n", DefaultValueFactory = _ => 50 };
        var threshold = new Option<double>("--threshold")
        {
            Description = "The threshold of the clusters; pairs near it are asked about.", HelpName = "p", DefaultValueFactory = _ => 0.5,
        };
        Option<string?> state = new("--state")
        {
            Description = "Folder of people's decisions: what is decided is not asked again.", HelpName = "folder",
        };
        Option<string?> errors = File("--errors", "Where bad rows are listed. [default: stderr]");
        Option<string> output = CommonOptions.Output();
        output.Description = "File to write; one that ends in .csv is a table, all others are JSON Lines. - for stdout.";
        var command = new CliCommand("export", "Writes pairs near the threshold, unlike one another, for a person to decide.")
        {
            Examples =
            [
                "epmrl match review export --pairs decisions.jsonl --left offers.csv --count 50 --output review.csv",
                "epmrl match review export --pairs decisions.jsonl --left ours.csv --right theirs.csv --state products "
                    + "--output review.jsonl",
            ],
            Options = { pairs, left, right, count, threshold, state, errors, output },
        };
        var reading = new ReadingOptions(command);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string from = parsed.GetRequiredValue(pairs), one = parsed.GetRequiredValue(left), to = parsed.GetRequiredValue(output);
            string? other = parsed.GetValue(right);
            Check(parsed.GetValue(count), parsed.GetValue(threshold));
            using IDisposable claimed = new CommandFiles()
                .Reads("--pairs", from).Reads("--left", one).Reads("--right", other).Reads("--state", parsed.GetValue(state))
                .Writes("--output", to).Writes("--errors", parsed.GetValue(errors), RowErrorWriter.ThrowIfTaken).Claim();
            using var bad = new BadRows(terminal, parsed.GetValue(errors));
            ListingTable lefts = await MatchFiles.ReadAsync(reading.Open(parsed, one, terminal), bad, cancellationToken);
            ListingTable rights = other is null
                ? lefts : await MatchFiles.ReadAsync(reading.Open(parsed, other, terminal), bad, cancellationToken);
            DecisionBook book = parsed.GetValue(state) is { } folder ? DecisionFile.ReadBook(folder) : new DecisionBook();
            IReadOnlyList<ReviewCandidate> chosen = await WorkProgress.RunAsync(terminal, "pairs", null, async progress =>
            {
                var candidates = new List<ReviewCandidate>();
                await using Stream stream = DecidedPairs.Open(from, terminal);
                long read = 0, unknown = 0;
                await foreach (DecidedPair pair in DecidedPairReader.ReadAsync(stream, from, bad.Add, keepReasons: true, cancellationToken))
                {
                    progress.Report(++read);
                    if (!lefts.TryFind(pair.A, out int a) || !rights.TryFind(pair.B, out int b))
                    {
                        unknown++;
                    }
                    else if (!book.TryFind(pair.A, pair.B, out _))
                    {
                        candidates.Add(new ReviewCandidate(pair, lefts.Listings[a].Title, rights.Listings[b].Title));
                    }
                }

                if (unknown > 0)
                {
                    terminal.Warn($"{unknown:N0} of {read:N0} pairs name a listing that is not there; they are left out.");
                }

                return ReviewSelection.Choose(candidates, parsed.GetValue(threshold), parsed.GetValue(count));
            });
            await MatchFiles.WriteAsync(to, terminal, stream =>
            {
                if (Path.GetExtension(to).Equals(".csv", StringComparison.OrdinalIgnoreCase))
                {
                    using var text = new StreamWriter(stream, leaveOpen: true);
                    ReviewFile.WriteTable(text, chosen);
                }
                else
                {
                    ReviewFile.WriteLines(stream, chosen);
                }
            });
            terminal.Say(
                $"Wrote {chosen.Count:N0} pairs. Fill in 'decision' with same, variant or different, then: epmrl match review import");
            return MatchFiles.Done(bad, terminal);
        });
    }

    private static CliCommand CreateImport()
    {
        var decisions = new Option<string>("--decisions")
        {
            Description = "The file that a person filled in, JSON Lines or CSV: a, b, decision, and who, when, note.",
            HelpName = "file",
            Required = true,
        };
        var state = new Option<string>("--state")
        {
            Description = "Folder that keeps the decisions; they win over every model in 'match cluster' with the same folder.",
            HelpName = "folder",
            Required = true,
        };
        Option<string?> pairs =
            File("--as-pairs", "Where all kept decisions are written as training pairs: CSV ltable_id,rtable_id,label.");
        Option<string?> errors = File("--errors", "Where bad rows are listed. [default: stderr]");
        var command = new CliCommand("import", "Keeps the decisions of a person about pairs.")
        {
            Examples =
            [
                "epmrl match review import --decisions review.csv --state products",
                "epmrl match review import --decisions review.jsonl --state products --as-pairs labelled.csv",
            ],
            Options = { decisions, state, pairs, errors },
        };
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string from = parsed.GetRequiredValue(decisions), folder = parsed.GetRequiredValue(state);
            using IDisposable claimed = new CommandFiles()
                .Reads("--decisions", from).ChangesFolder("--state", folder, hasOwnLock: false)
                .Writes("--as-pairs", parsed.GetValue(pairs)).Writes("--errors", parsed.GetValue(errors), RowErrorWriter.ThrowIfTaken)
                .Claim();
            using var bad = new BadRows(terminal, parsed.GetValue(errors));
            DecisionBook book = DecisionFile.ReadBook(folder);
            IReadOnlyList<ReviewDecision> read = DecisionFile.Read(from, bad.Add, out int open);
            int conflicts = 0;
            foreach (ReviewDecision decision in read)
            {
                if (book.Add(decision) is { } conflict)
                {
                    conflicts++;
                    terminal.Warn(conflict.ToString());
                }
            }

            foreach (ReviewDecision contradicted in book.Contradictions())
            {
                terminal.Warn($"'{contradicted.A}' and '{contradicted.B}' are decided as '{VerdictNames.Of(contradicted.Verdict)}', but "
                    + "decisions of 'same' connect them through others. They stay apart; correct one of the decisions.");
            }

            cancellationToken.ThrowIfCancellationRequested();
            DecisionFile.WriteBook(folder, book);
            await MatchFiles.WriteAsync(parsed.GetValue(pairs), terminal, stream =>
            {
                using var text = new StreamWriter(stream, leaveOpen: true);
                DecisionFile.WritePairs(text, book);
            });
            terminal.Say($"Read {read.Count:N0} decisions, {open:N0} pairs are not decided yet, {conflicts:N0} conflicts; "
                + $"{folder} has {book.Count:N0}.");
            return MatchFiles.Done(bad, terminal);
        });
    }

    private static Option<string?> File(string name, string description) => new(name) { Description = description, HelpName = "file" };

    private static void Check(int count, double threshold)
    {
        if (count < 1)
        {
            throw new UsageException($"--count: expected 1 or more, found {count}.");
        }

        if (threshold is not (> 0 and < 1))
        {
            throw new UsageException(
                FormattableString.Invariant($"--threshold: expected a probability above 0 and below 1, found {threshold}."));
        }
    }
}
