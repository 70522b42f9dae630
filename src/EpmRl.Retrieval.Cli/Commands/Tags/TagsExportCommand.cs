using System.CommandLine;
using System.Globalization;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Cli.Tagging;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl tags export</c>: stored tags as a table or an import file.</summary>
internal static class TagsExportCommand
{
    public static Command Create()
    {
        Option<string> input = CommonOptions.Input();
        input.Description = "Tags as 'epmrl tag' writes them, JSON Lines; - for stdin.";
        var output = new Option<string>("--output", "-o")
        {
            Description = "File to write; its name ends in .csv, .tsv or .parquet.", HelpName = "file", Required = true,
        };
        var taxonomy = new Option<string?>("--taxonomy")
        {
            Description = $"The taxonomy of the tags, for wide tables and import files. {TaxonomyReference.Help}", HelpName = "taxonomy",
        };
        var listings = new Option<string?>("--listings")
        {
            Description = "The feed that the tags were made from, for --keep-columns and --for shopify.", HelpName = "file",
        };
        var errors = new Option<string?>("--errors") { Description = "Where bad lines are listed. [default: stderr]", HelpName = "file" };
        var command = new CliCommand(
            "export", "Writes stored tags as a table (CSV, Parquet; long or wide) or as an import file of Shopify or Akeneo.")
        {
            Examples =
            [
                "epmrl tags export --input tags.jsonl --output tags.parquet",
                "epmrl tags export -i tags.jsonl -o sheet.csv --layout wide --taxonomy taxonomy/sample --listings feed.csv --keep-columns "
                    + "--min-probability 0.9",
                "epmrl tags export -i tags.jsonl -o import.csv --for shopify --taxonomy taxonomy/sample --listings products_export.csv",
                "epmrl tags export -i tags.jsonl -o import.csv --for akeneo --taxonomy taxonomy/sample --localized material=de_DE",
            ],
            Options = { input, output, taxonomy, listings, errors },
        };
        var tables = new TableOptions(command);
        var reading = new ReadingOptions(command);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string from = parsed.GetRequiredValue(input), to = parsed.GetRequiredValue(output);
            string? place = parsed.GetValue(taxonomy), feed = parsed.GetValue(listings);
            TagFileOptions options = tables.Read(parsed, to);
            Check(to, options, place, feed, reading.IsGiven(parsed));
            using IDisposable claimed = new CommandFiles()
                .Reads("--input", from).Reads("--listings", feed)
                .Reads("--taxonomy", place is null ? null : TaxonomyReference.FolderOf(place))
                .Writes("--output", to).Writes("--errors", parsed.GetValue(errors), RowErrorWriter.ThrowIfTaken).Claim();
            ProductTaxonomy? known = place is null ? null : TaxonomyReference.LoadForUse(place, terminal, cancellationToken);
            await using ProductReader? reader = feed is null ? null : reading.Open(parsed, feed, terminal, known, options.KeepColumns);
            await using ListingMatcher? matcher = reader is null ? null : new ListingMatcher(reader);
            using var bad = new BadRows(terminal, parsed.GetValue(errors));
            await using Stream lines = from == "-" ? terminal.OpenInput() : new FileStream(from, FileMode.Open, FileAccess.Read);
            await using ITagFile file = await TagFiles.CreateAsync(to, options, known, cancellationToken);
            long written = 0;
            IReadOnlyList<string> notes = await WorkProgress.RunAsync(terminal, "listings", null, async progress =>
            {
                await foreach (TagLine line in TagLines.ReadAsync(lines, cancellationToken))
                {
                    if (line.Result is null)
                    {
                        bad.Add(new RowError(from, line.Number, null, line.Fault!, ""));
                        continue;
                    }

                    if (known is not null && line.Result.TaxonomyVersion != known.Version)
                    {
                        throw new UsageException(
                            $"{from}:{line.Number}: the tags are of version {line.Result.TaxonomyVersion}, --taxonomy is {known.Version}. "
                            + $"Name the taxonomy that they are of, or bring them to this one: epmrl taxonomy migrate --tags {from} --to "
                            + $"{place} --out <file>");
                    }

                    ProductProfile profile = matcher is null ? line.Profile! : await matcher.NextAsync(line.Profile!, cancellationToken)
                        ?? throw new InvalidDataException($"{from}:{line.Number}: '{line.Result.ListingId}' is not among the rows of "
                            + $"{feed} after the previous tags' row. Name the feed that the tags were made from, with the same --map.");
                    await file.WriteAsync(profile, line.Result, cancellationToken);
                    progress.Report(++written, null);
                }

                return await file.CommitAsync(cancellationToken);
            });
            foreach (string note in notes)
            {
                terminal.Say(note);
            }

            terminal.Say(string.Create(CultureInfo.InvariantCulture, $"Wrote {written:N0} listing{(written == 1 ? "" : "s")} to {to}."));
            if (bad.Count > 0)
            {
                terminal.Fail($"{bad.Describe()}.");
            }

            return bad.Count > 0 ? ExitCodes.BadRows : ExitCodes.Ok;
        });
    }

    private static void Check(string output, TagFileOptions options, string? taxonomy, string? listings, bool readingIsGiven)
    {
        if (!TagFiles.IsTable(output))
        {
            throw new UsageException($"--output '{output}': name a file that ends in .csv, .tsv or .parquet.");
        }

        if (taxonomy is null && (options.Target != ImportTarget.None || options.Layout == TagLayout.Wide))
        {
            throw new UsageException("--layout wide and --for need the taxonomy that the tags are of: add --taxonomy <folder>.");
        }

        if (listings is null && (options.Target == ImportTarget.Shopify || options.KeepColumns))
        {
            throw new UsageException($"{(options.KeepColumns ? "--keep-columns" : "--for shopify")} needs what tags do not hold: name the "
                + "feed that they were made from, --listings <file>.");
        }

        if (listings == "-")
        {
            throw new UsageException("--listings: name a file; stdin is for --input.");
        }

        if (listings is null && readingIsGiven)
        {
            throw new UsageException(
                "--format, --map, --delimiter, --encoding, --sheet and --locale say how --listings is read; name it, or leave them out.");
        }
    }
}
