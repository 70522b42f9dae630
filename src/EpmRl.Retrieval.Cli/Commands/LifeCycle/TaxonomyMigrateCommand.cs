using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.LifeCycle;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl taxonomy migrate</c>: migrates stored tags to another version of the taxonomy.</summary>
internal static class TaxonomyMigrateCommand
{
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var tags = new Option<string>("--tags")
        {
            Description = "Tags as 'epmrl tag' writes them, - for stdin.", HelpName = "file|-", Required = true,
        };
        var to = new Option<string>("--to")
        {
            Description = $"The taxonomy to migrate to. {TaxonomyReference.Help} For a folder with a store, the published version.",
            HelpName = "taxonomy",
            Required = true,
        };
        var from = new Option<string?>("--from")
        {
            Description = "The taxonomy that the tags must be of; lines of another version are bad rows. [default: any version]",
            HelpName = "taxonomy",
        };
        var output = new Option<string>("--out", "-o")
        {
            Description = "File to write, - for stdout.", HelpName = "file|-", DefaultValueFactory = _ => "-",
        };
        var again = new Option<string?>("--again")
        {
            Description = "Write the ids of listings that should be tagged again, one a line.", HelpName = "file",
        };
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand(
            "migrate", "Migrates stored tags to another version: follows redirects, updates labels, reports what needs tagging again.")
        {
            Examples =
            [
                "epmrl taxonomy migrate --tags tags.jsonl --to my-taxonomy --out new-tags.jsonl --again again.txt",
                "epmrl taxonomy migrate --tags tags.jsonl --from my-taxonomy@3f2a --to my-taxonomy@published --out new-tags.jsonl",
            ],
            Options = { tags, to, from, output, again, json },
        };
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string source = parsed.GetRequiredValue(tags), target = parsed.GetRequiredValue(output);
            using IDisposable claimed = new CommandFiles()
                .Reads("--tags", source).Reads("--to", TaxonomyReference.FolderOf(parsed.GetRequiredValue(to)))
                .Reads("--from", parsed.GetValue(from) is { } origin ? TaxonomyReference.FolderOf(origin) : null)
                .Writes("--out", target).Writes("--again", parsed.GetValue(again)).Claim();
            ProductTaxonomy newer = TaxonomyReference.LoadForUse(parsed.GetRequiredValue(to), terminal, cancellationToken);
            string? older = parsed.GetValue(from) is { } place ? TaxonomyReference.Load(place, cancellationToken).Version : null;
            var migrator = new TagMigrator(newer, RemovedFrom(parsed.GetRequiredValue(to)));
            var ids = new List<string>();
            int bad = 0;
            using (var reader = new StreamReader(
                source == "-" ? terminal.OpenInput() : new FileStream(source, FileMode.Open, FileAccess.Read)))
            {
                if (target == "-")
                {
                    await MigrateAsync(reader, terminal.Out);
                }
                else
                {
                    await WriteWholeAsync(target, writer => MigrateAsync(reader, writer));
                }
            }

            if (parsed.GetValue(again) is { } list)
            {
                await WriteWholeAsync(list, writer => writer.WriteAsync(string.Concat(ids.Select(id => id + "\n"))));
            }

            Print(migrator.Totals, newer.Version, bad, target, parsed.GetValue(json), terminal);
            return bad > 0 ? ExitCodes.BadRows : ExitCodes.Ok;

            async Task MigrateAsync(TextReader lines, TextWriter writer)
            {
                for (long number = 1; await lines.ReadLineAsync(cancellationToken) is { } line; number++)
                {
                    try
                    {
                        JsonObject tagged = JsonNode.Parse(line) as JsonObject
                            ?? throw new FormatException("The line is not a JSON object.");
                        string version = (tagged["taxonomy_version"] as JsonValue)?.GetValue<string>()
                            ?? throw new FormatException("The line has no 'taxonomy_version'.");
                        if (older is not null && version != older)
                        {
                            throw new FormatException($"The line is of version {version}, --from is {older}.");
                        }

                        if (migrator.Migrate(tagged))
                        {
                            ids.Add((tagged["listing_id"] as JsonValue)?.GetValue<string>() ?? $"line-{number}");
                        }

                        await writer.WriteAsync(tagged.ToJsonString(OneLine) + "\n");
                    }
                    catch (Exception wrong) when (wrong
                        is JsonException or FormatException or InvalidOperationException or InvalidCastException or ArgumentException)
                    {
                        bad++;
                        terminal.Fail($"{source}:{number}: {wrong switch
                        {
                            JsonException damaged => $"The line cannot be read: {JsonFault.Describe(damaged)}.",
                            InvalidOperationException or InvalidCastException =>
                                "A field of the line is of another type than `epmrl tag` writes. Tag the listing again.",
                            _ => wrong.Message,
                        }}");
                    }
                }
            }
        });
    }

    // Redirects of removed categories are only in the journal.
    private static IReadOnlyCollection<RemovedId> RemovedFrom(string place)
    {
        string folder = Directory.Exists(place) || place.LastIndexOf('@') is not (> 0 and var at) ? place : place[..at];
        if (!TaxonomyWorkspace.HasStore(folder))
        {
            return [];
        }

        using TaxonomyWorkspace workspace = TaxonomyWorkspace.OpenToRead(folder);
        return workspace.Store.Removed;
    }

    private static Task WriteWholeAsync(string path, Func<TextWriter, Task> write) => AtomicFile.WriteAsync(path, async stream =>
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        await write(writer);
    });

    private static void Print(TagMigrationTotals totals, string version, int bad, string target, bool json, Terminal terminal)
    {
        if (json)
        {
            string text = JsonSerializer.Serialize(new { To = version, BadRows = bad, Totals = totals }, JsonForPrograms.Options);
            (target == "-" ? terminal.Error : terminal.Out).WriteLine(text);
            return;
        }

        terminal.Say(string.Create(CultureInfo.InvariantCulture,
            $"{totals.Listings:N0} listings brought to {version}: {totals.Kept:N0} values kept ({totals.Renamed:N0} with a new label), "
                + $"{totals.Redirected:N0} redirected, {totals.Split:N0} split, {totals.Lost:N0} lost, "
                + $"{totals.NowListed:N0} open ones listed now; "
                    + $"{totals.CategoriesRedirected:N0} categories redirected, {totals.ListingsLost:N0} gone."));
        if (totals.TagAgain > 0)
        {
            terminal.Say(string.Create(CultureInfo.InvariantCulture,
                $"{totals.TagAgain:N0} listings should be tagged again: values were split, attributes are new, or the category is gone. "
                    + $"--again lists them."));
        }

        if (bad > 0)
        {
            terminal.Say($"{bad} lines could not be read.");
        }
    }
}
