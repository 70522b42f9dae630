using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Cli.Tagging;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Storage;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl bench matching</c>: how fast a matcher describes and decides pairs.</summary>
internal static class BenchMatchingCommand
{
    private const string Sample = "samples/matching";

    public static Command Create()
    {
        var left = new Option<string?>("--left", "-l")
        {
            Description = "Listings. [default: the sample's, with its pairs]", HelpName = "file",
        };
        var right = new Option<string?>("--right", "-r")
        {
            Description = "Listings of the other side. Without it, pairs are within --left.", HelpName = "file",
        };
        var pairs = new Option<string?>("--pairs", "-p") { Description = "CSV of the pairs: ltable_id,rtable_id.", HelpName = "file" };
        var count = new Option<int>("--count")
        {
            Description = "Pairs of a round; fewer are repeated.", HelpName = "n", DefaultValueFactory = _ => 500,
        };
        var rounds = new Option<int>("--rounds")
        {
            Description = "Rounds measured, after one to warm up.", HelpName = "n", DefaultValueFactory = _ => 3,
        };
        var threads = new Option<int>("--threads")
        {
            Description = "Callers at a time, measured beside a single one.", HelpName = "n", DefaultValueFactory = _ => 2,
        };
        Option<bool> json = CommonOptions.Json();
        foreach (Option<int> option in (Option<int>[])[count, rounds, threads])
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() < 1)
                {
                    result.AddError($"{option.Name} must be 1 or more.");
                }
            });
        }

        var matchers = new MatcherOptionSet();
        var command = new CliCommand(
            "matching", "Time a matcher: listings prepared, pairs described, pairs decided alone and within their catalogues.")
        {
            Examples =
            [
                "epmrl bench matching", "epmrl bench matching --left ours.csv --right theirs.csv --pairs pairs.csv --count 2000 --json",
            ],
        };
        foreach (Option option in (Option[])[left, right, pairs, count, rounds, threads, json])
        {
            command.Add(option);
        }

        matchers.AddTo(command);
        var reading = new ReadingOptions(command);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            (string from, string? other, string asked) = FilesOf(parsed.GetValue(left), parsed.GetValue(right), parsed.GetValue(pairs));
            using var bad = new BadRows(terminal, null);
            ListingTable lefts = await ReadAsync(from);
            ListingTable rights = other is null ? lefts : await ReadAsync(other);
            List<ListingPair> wanted = MatchDecideCommand.PairsOf(
                PairRows.Read(asked, bad.Add, cancellationToken), asked, lefts, rights, bad.Add);
            if (wanted.Count == 0)
            {
                throw new DataSetFormatException($"'{asked}' has no pair of these listings.");
            }

            (MatcherModel model, AspectRules rules) = matchers.Read(parsed, cancellationToken);
            using IPairEncoder? encoder = matchers.EncoderOf(parsed, model);
            var measurement = new MatchingMeasurement(
                model, rules, lefts.Listings, other is null ? null : rights.Listings, wanted, encoder);
            IReadOnlyList<MatchingRate> rates = await measurement.RunAsync(
                parsed.GetValue(count), parsed.GetValue(rounds), parsed.GetValue(threads),
                round => terminal.Say(round == 0 ? "Warming up ..." : string.Create(CultureInfo.InvariantCulture, $"Round {round} ...")),
                cancellationToken);
            int listings = lefts.Listings.Count + (other is null ? 0 : rights.Listings.Count);
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(
                    new
                    {
                        Model = model.Name,
                        Environment.ProcessorCount,
                        Listings = listings,
                        Pairs = wanted.Count,
                        Count = parsed.GetValue(count),
                        Rounds = parsed.GetValue(rounds),
                        Rates = rates,
                    },
                    JsonForPrograms.Options));
            }
            else
            {
                Print(model.Name, listings, wanted.Count, parsed.GetValue(count), rates, terminal.People);
            }

            return MatchFiles.Done(bad, terminal);

            Task<ListingTable> ReadAsync(string file) =>
                MatchFiles.ReadAsync(reading.Open(parsed, file, terminal), bad, cancellationToken);
        });
    }

    private static (string Left, string? Right, string Pairs) FilesOf(string? left, string? right, string? pairs) =>
        (left, right, pairs) switch
    {
        (null, null, null) => Shipped.Find(Sample) is { } folder
            ? (Path.Combine(folder, "ours.csv"), Path.Combine(folder, "theirs.csv"), Path.Combine(folder, "pairs.csv"))
            : throw new UsageException($"'{Sample}' was not found. Name listings with --left and --right, and pairs with --pairs."),
        ({ } one, _, { } asked) => (one, right, asked),
        _ => throw new UsageException("Name the listings with --left (and --right) together with the pairs in --pairs, or none of them."),
    };

    private static void Print(
        string model, int listings, int pairs, int count, IReadOnlyList<MatchingRate> rates, IAnsiConsole console)
    {
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{model}: {pairs:N0} pairs of {listings:N0} listings, {count:N0} pairs a round; {Environment.ProcessorCount} cores."));
        Table table = new Table().Border(TableBorder.Simple).AddColumn("a second");
        foreach (string name in (string[])["callers", "min", "median", "max", "CPU ms each"])
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (MatchingRate rate in rates)
        {
            table.AddRow(
                rate.Work, Text($"{rate.Threads}"), Text($"{rate.MinPerSecond:N0}"), Text($"{rate.MedianPerSecond:N0}"),
                Text($"{rate.MaxPerSecond:N0}"), Text($"{rate.CpuMilliseconds:0.000}"));
        }

        console.Write(table);
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
