using System.CommandLine;
using System.Globalization;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Cli.Tagging;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl match candidates</c>: the pairs of listings that are worth comparing.</summary>
internal static class MatchCandidatesCommand
{
    private const int Measured = 20; // neighbours that figures need

    public static Command Create()
    {
        var left = new Option<string>("--left", "-l") { Description = "Listings, - for stdin.", HelpName = "file|-", Required = true };
        var right = new Option<string?>("--right", "-r")
        {
            Description = "Listings to link to those of --left. Without it, pairs within --left are found.", HelpName = "file",
        };
        Option<string> output = CommonOptions.Output();
        Option<int> top = Number("--top", "Neighbours that each listing takes from each source.", 10, 1, 1000);
        Option<int> most = Number("--most", "Most neighbours of a listing over all sources, by joint rank; pairs by identifiers "
            + "come on top. 0 for one and a half times --top, less one.", 0, 0, 10_000);
        Option<int> key = Number("--max-key", "Listings that may share an identifier; one that more share makes no pairs and is reported.",
            50, 2, 10_000);
        Option<int> threads = Number("--threads", "Threads of the searches.", Environment.ProcessorCount, 1, 1024);
        var noDense = new Option<bool>("--no-dense") { Description = "Search without the encoder's vectors: much faster, and finds less." };
        var truth = new Option<string?>("--truth")
        {
            Description = "CSV of the pairs that are the same product (ltable_id,rtable_id and, if not all match, label) or of clusters "
                + "(id,cluster): prints recall, by source and number of neighbours.",
            HelpName = "file",
        };
        var misses =
            new Option<string?>("--misses") { Description = "Where the pairs of --truth that were missed are written.", HelpName = "file" };
        var errors = new Option<string?>("--errors") { Description = "Where bad rows are listed. [default: stderr]", HelpName = "file" };
        Option<bool> json = CommonOptions.Json();
        var encoders = new EncoderOptionSet();
        var command = new CliCommand("candidates", "Find the pairs of listings that are worth comparing, in one feed or between two: lines "
            + "{\"a\",\"b\",\"score\",\"by\"} out, by the first listing, best first.")
        {
            Examples =
            [
                "epmrl match candidates --left feed.csv --output pairs.jsonl",
                "epmrl match candidates --left ours.csv --right theirs.jsonl --top 10 --output pairs.jsonl",
                "epmrl match candidates --left ours.csv --right theirs.csv --truth labels.csv --misses missed.jsonl -o pairs.jsonl --json",
                "epmrl match candidates --left feed.jsonl --no-dense --quiet > pairs.jsonl",
            ],
        };
        foreach (Option option in (Option[])[left, right, output, top, most, key, threads, noDense, truth, misses, errors, json])
        {
            command.Add(option);
        }

        encoders.AddTo(command);
        var reading = new ReadingOptions(command);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string from = parsed.GetRequiredValue(left), to = parsed.GetRequiredValue(output);
            string? other = parsed.GetValue(right), labels = parsed.GetValue(truth), missed = parsed.GetValue(misses);
            bool figures = parsed.GetValue(json), dense = !parsed.GetValue(noDense);
            ThrowIf(figures && to == "-", "--json prints figures on stdout: name a file for the pairs with --output.");
            ThrowIf(missed is not null && labels is null, "--misses lists pairs of --truth: give that too.");
            ThrowIf(missed == "-", "--misses: name a file.");
            ThrowIf(from == "-" && other == "-", "--left and --right cannot both be stdin. Name a file for one of them.");
            using IDisposable claimed = new CommandFiles().Reads("--left", from).Reads("--right", other).Reads("--truth", labels)
                .Reads("--model", dense ? encoders.FolderOf(parsed) : null).Writes("--output", to).Writes("--misses", missed)
                .Writes("--errors", parsed.GetValue(errors), RowErrorWriter.ThrowIfTaken).Claim();
            using var bad = new BadRows(terminal, parsed.GetValue(errors));
            ListingTable lefts = await ReadAsync(from);
            ListingTable? rights = other is null ? null : await ReadAsync(other);
            CandidateTruth? known = labels is null ? null : CandidateTruth.Read(labels, lefts, rights, bad.Add, cancellationToken);
            var options = new CandidateOptions
            {
                Top = parsed.GetValue(top), MostPerListing = parsed.GetValue(most), MostPerKey = parsed.GetValue(key),
                Threads = parsed.GetValue(threads), Depth = known is null ? 0 : Measured,
            };
            using ITextEncoder? encoder = dense ? encoders.Open(parsed) : null;
            (CandidateSearch search, TimeSpan encoding) = await CandidateWork.RunAsync(
                lefts, rights, options, encoder, terminal, shown: to != "-" || !terminal.OutputIsTerminal, cancellationToken);
            ListingTable seconds = rights ?? lefts;
            await MatchFiles.WriteAsync(
                to, terminal, stream => CandidateLines.Write(stream, search.Pairs, lefts, seconds, cancellationToken));
            CandidateEvaluation? measured = known is null ? null : new CandidateEvaluation(search, known, rights is null);
            if (missed is not null)
            {
                AtomicFile.Write(missed, stream => CandidateLines.WriteMisses(stream, measured!.Misses, lefts, seconds));
            }

            CandidateView.Show(search.Report, measured, encoder is null ? null : encoding, figures, to == "-", terminal);
            return MatchFiles.Done(bad, terminal);

            Task<ListingTable> ReadAsync(string file) =>
                MatchFiles.ReadAsync(reading.Open(parsed, file, terminal), bad, cancellationToken);
        });
    }

    private static void ThrowIf(bool wrong, string message)
    {
        if (wrong)
        {
            throw new UsageException(message);
        }
    }

    private static Option<int> Number(string name, string description, int standard, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "n", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out int n)
                && (n < least || n > most))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name}: expected {least} to {most}, found {n}."));
            }
        });
        return option;
    }
}
