using System.CommandLine;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Cli.Tagging;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl match cluster</c>: which product each listing is.</summary>
internal static class MatchClusterCommand
{
    public static Command Create()
    {
        var input = new Option<string>("--input", "-i", "--left")
        {
            Description = "Listings to cluster, - for stdin.", HelpName = "file|-", DefaultValueFactory = _ => "-",
        };
        Option<string?> right = File("--right", "A second list: link the two. Pairs name a listing of --input in 'a', of this in 'b'.");
        Option<string?> pairs = File("--pairs", "Decided pairs as 'epmrl match decide' writes them, - for stdin.");
        var oneToOne = new Option<bool>("--one-to-one") { Description = "Each listing has one partner at most; with --right." };
        var state = new Option<string?>("--state")
        {
            Description = "Folder that clusters continue from: ids stay, only new and changed listings are decided, people's decisions "
                + "count.",
            HelpName = "folder",
        };
        Option<string?> records = File("--records", "Where the product records are written, JSON Lines.");
        Option<string?> events =
            File("--events", "Where the changes since the last run are written: births, merges, splits, moves, deaths.");
        Option<string?> report = File("--report", "Where the health figures are written, JSON.");
        Option<string?> truth = File("--truth", "CSV with id,cluster (or product_id,cluster_id): compares the clusters with it.");
        Option<string?> errors = File("--errors", "Where bad rows are listed. [default: stderr]");
        Option<string> output = CommonOptions.Output();
        var command = new CliCommand("cluster", "Joins listings that are the same product, and writes the product of each listing.")
        {
            Examples =
            [
                "epmrl match cluster --input offers.csv --output clusters.jsonl",
                "epmrl match cluster --input offers.csv --pairs decisions.jsonl --output clusters.jsonl",
                "epmrl match cluster --input offers.csv --pairs decisions.jsonl --state products --records products.jsonl "
                    + "--events events.jsonl --output clusters.jsonl",
                "epmrl match cluster --input ours.csv --right theirs.csv --pairs decisions.jsonl --one-to-one --output links.jsonl",
            ],
            Options = { input, right, pairs, oneToOne, state, records, events, report, truth, errors, output },
        };
        var matchers = new MatcherOptionSet();
        matchers.AddTo(command);
        var rule = new ClusterOptionSet(command);
        var reading = new ReadingOptions(command);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            ClusterOptions options = rule.Read(parsed);
            string from = parsed.GetRequiredValue(input), to = parsed.GetRequiredValue(output);
            string? other = parsed.GetValue(right), decided = parsed.GetValue(pairs), folder = parsed.GetValue(state);
            Check(from, other, decided, parsed.GetValue(oneToOne), parsed.GetValue(truth));
            using IDisposable claimed = new CommandFiles()
                .Reads("--input", from).Reads("--right", other).Reads("--pairs", decided).Reads("--model", decided is null
                    ? matchers.FolderOf(parsed) : null)
                .Reads("--truth", parsed.GetValue(truth)).ChangesFolder("--state", folder, hasOwnLock: false)
                .Writes("--output", to).Writes("--records", parsed.GetValue(records)).Writes("--events", parsed.GetValue(events))
                .Writes("--report", parsed.GetValue(report)).Writes("--errors", parsed.GetValue(errors), RowErrorWriter.ThrowIfTaken)
                .Claim();
            using var bad = new BadRows(terminal, parsed.GetValue(errors));
            ListingTable known = await MatchFiles.ReadAsync(reading.Open(parsed, from, terminal), bad, cancellationToken);
            ListingTable? partner = other is null
                ? null : await MatchFiles.ReadAsync(reading.Open(parsed, other, terminal), bad, cancellationToken);
            DecisionBook book = folder is null ? new DecisionBook() : DecisionFile.ReadBook(folder);
            foreach (ReviewDecision contradicted in book.Contradictions())
            {
                terminal.Warn($"'{contradicted.A}' and '{contradicted.B}' stay apart as a person decided, although decisions of 'same' "
                    + "connect them through others. Correct one of them: epmrl match review import.");
            }

            var assignment = new LinkAssignment(options.Threshold, parsed.GetValue(oneToOne));
            (ClusterInput clustered, Func<string, string, (int, int)?> find) = InputOf(known, partner, book, assignment);
            clustered = clustered with { PairsAreGiven = decided is not null };
            ClusterState previous = folder is null ? ClusterState.Empty : ClusterStateFile.Read(folder);
            ClusterRun run = await WorkProgress.RunAsync(terminal, "pairs", null, progress => IncrementalClusters.RunAsync(
                clustered, previous, options, decided is null
                    ? PairDecider.Open(
                        clustered, partner is null ? null : clustered.Keys.Count(key => key.StartsWith("left:", StringComparison.Ordinal)),
                        matchers.Open(parsed, cancellationToken), (done, total) => progress.Report(done, (double)done / total))
                    : (_, token) => DecidedPairs.ReadAsync(decided, find, terminal, bad, progress, token),
                cancellationToken));
            IReadOnlyDictionary<string, string>? expected = ReadTruth(parsed.GetValue(truth), bad);
            ClusterReport figures = ReportOf(run, options, expected, clustered, book, assignment.GreedyParts);

            await MatchFiles.WriteAsync(to, terminal, stream => ClusterFiles.WriteListings(
                stream, Rows(known, partner, clustered), run, options.MaxSize));
            await MatchFiles.WriteAsync(parsed.GetValue(records), terminal, stream => ProductRecordFile.Write(
                stream, run, clustered.Listings, options.MaxSize, cancellationToken));
            await MatchFiles.WriteAsync(parsed.GetValue(events), terminal, stream => ClusterFiles.WriteEvents(stream, run.Events));
            await MatchFiles.WriteAsync(
                parsed.GetValue(report), terminal, stream => JsonSerializer.Serialize(stream, figures, JsonForPrograms.Options));
            if (folder is not null)
            {
                ClusterStateFile.Write(folder, run.State); // last: what was not written is computed again by the next run
            }

            ClusterSummary.Print(figures, previous.Run > 0, terminal);
            return MatchFiles.Done(bad, terminal);
        });
    }

    private static Option<string?> File(string name, string description) => new(name) { Description = description, HelpName = "file" };

    private static void Check(string input, string? right, string? pairs, bool oneToOne, string? truth)
    {
        if (new[] { input, right, pairs }.Count(path => path == "-") > 1)
        {
            throw new UsageException("--input, --right and --pairs: only one of them can be stdin. Name files for the others.");
        }

        if (oneToOne && right is null)
        {
            throw new UsageException("--one-to-one links two lists: name the second one with --right.");
        }

        if (truth is not null && right is not null)
        {
            throw new UsageException("--truth is for one list, whose ids it names. Leave out --right.");
        }
    }

    private static (ClusterInput Input, Func<string, string, (int, int)?> Find) InputOf(
        ListingTable left, ListingTable? right, DecisionBook book, LinkAssignment assignment)
    {
        ClusterInput input = right is null ? ClusterInput.Of(left.Listings, book) : ClusterInput.Of(left.Listings, right.Listings, book);
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < input.Keys.Count; i++)
        {
            positions.Add(input.Keys[i], i);
        }

        input = assignment.ApplyTo(input);
        return (input, right is null
            ? (a, b) => Find(a, b)
            : (a, b) => Find("left:" + a, "right:" + b));

        (int, int)? Find(string a, string b) =>
            positions.TryGetValue(a, out int one) && positions.TryGetValue(b, out int other) ? (one, other) : null;
    }

    private static IEnumerable<(string Id, string? Side, int Position)> Rows(ListingTable left, ListingTable? right, ClusterInput input)
    {
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < input.Keys.Count; i++)
        {
            positions.Add(input.Keys[i], i);
        }

        return right is null
            ? left.Listings.Select(listing => (listing.Id, (string?)null, positions[listing.Id]))
            : left.Listings.Select(listing => (listing.Id, (string?)"left", positions["left:" + listing.Id]))
                .Concat(right.Listings.Select(listing => (listing.Id, (string?)"right", positions["right:" + listing.Id])));
    }

    private static IReadOnlyDictionary<string, string>? ReadTruth(string? path, BadRows bad)
    {
        if (path is null)
        {
            return null;
        }

        using var text = new StreamReader(path);
        return ClusterTruth.Read(text, path, bad.Add);
    }

    private static ClusterReport ReportOf(
        ClusterRun run, ClusterOptions options, IReadOnlyDictionary<string, string>? truth, ClusterInput input, DecisionBook book,
        int greedy)
    {
        PartitionQuality? quality = truth is null ? null : PartitionQuality.Of(
            run.Clustering.ClusterOf, [.. input.Keys.Select(key => truth.GetValueOrDefault(key))]);
        var events = run.Events.GroupBy(happened => happened.Kind)
            .ToDictionary(group => group.Key.ToString().ToLowerInvariant(), group => group.Count(), StringComparer.Ordinal);
        return new ClusterReport(
            ClusterFigures.Of(run, options), quality, run.New, run.Changed, run.Deleted, events, book.Count, book.Contradictions().Count,
            greedy);
    }
}
