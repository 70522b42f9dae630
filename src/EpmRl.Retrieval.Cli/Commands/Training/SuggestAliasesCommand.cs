using System.CommandLine;
using System.Globalization;
using EpmRl.Retrieval.Aliases;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Taxonomy;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl taxonomy suggest-aliases</c>: wordings of values that labelled listings use and the taxonomy does not know.</summary>
internal static class SuggestAliasesCommand
{
    private const int MostRows = 60;

    private static readonly AliasMinerOptions Defaults = new();

    public static Command Create()
    {
        var data = new LabelledData();
        var taxonomy =
            new Option<string>("--taxonomy", "-t") { Description = "Folder of the taxonomy.", HelpName = "folder", Required = true };
        var support = new Option<int>("--min-support")
        {
            Description = "Fewest different listings that need the alias.", HelpName = "n", DefaultValueFactory = _ => Defaults.MinSupport,
        };
        var precision = new Option<double>("--min-precision")
        {
            Description = "Least share of the listings with the wording that have the value.", HelpName = "share",
            DefaultValueFactory = _ => Defaults.MinPrecision,
        };
        var output = new Option<string?>("--out", "-o")
        {
            Description = "Write all suggestions to a YAML file, to be edited and accepted.", HelpName = "file",
        };
        var command = new CliCommand("suggest-aliases", "Mines labelled listings for wordings of values that the taxonomy does not know.")
        {
            Examples =
            [
                "epmrl taxonomy suggest-aliases --data labels.jsonl --taxonomy my-taxonomy",
                "epmrl taxonomy suggest-aliases --data labels.jsonl --taxonomy my-taxonomy --out suggestions.yaml",
            ],
        };
        data.AddTo(command);
        foreach (Option option in new Option[] { taxonomy, support, precision, output })
        {
            command.Add(option);
        }

        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            AliasMinerOptions options = Read(parsed.GetValue(support), parsed.GetValue(precision));
            ProductTaxonomy known = TaxonomyReader.Load(parsed.GetRequiredValue(taxonomy), cancellationToken);
            LabelledDataSet set = await data.ReadAsync(parsed, terminal, cancellationToken);
            using IDisposable claimed = new CommandFiles()
                .Reads("--data", set.File).Reads("--taxonomy", parsed.GetRequiredValue(taxonomy))
                .WritesInNewFolder("--out", parsed.GetValue(output)).Claim();
            int strange = set.Listings.Count(listing => !known.TryFindCategory(listing.Category, out _));
            if (strange > 0)
            {
                terminal.Warn(string.Create(CultureInfo.InvariantCulture, $"{strange} of {set.Listings.Count} listings are of categories "
                    + $"that the taxonomy does not have; they are left out."));
            }

            IReadOnlyList<AliasSuggestion> suggestions = AliasMiner.Mine(set.Listings, known, options, cancellationToken);
            Print(suggestions, terminal);
            string counted = $"{TaxonomyCommand.Count(suggestions.Count, "suggestion", "suggestions")} from "
                + $"{TaxonomyCommand.Count(set.Listings.Count, "listing", "listings")}";
            if (parsed.GetValue(output) is { } file)
            {
                AliasSuggestionFile.Write(file, suggestions, known.Name, Path.GetFileName(set.File), options);
                terminal.Say($"{counted}, in {file}. Set 'accept: true' where one is right, then: epmrl taxonomy accept-aliases {file} "
                    + $"--taxonomy {parsed.GetValue(taxonomy)}");
            }
            else
            {
                terminal.Say($"{counted}. Add --out suggestions.yaml to keep them.");
            }

            return ExitCodes.Ok;
        });
    }

    private static AliasMinerOptions Read(int support, double precision) => new()
    {
        MinSupport = support >= 1 ? support : throw new UsageException($"--min-support {support}: expected 1 or more."),
        MinPrecision = precision is > 0 and <= 1 ? precision
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--min-precision {precision}: expected a share above "
                + $"0 and up to 1.")),
    };

    private static void Print(IReadOnlyList<AliasSuggestion> suggestions, Terminal terminal)
    {
        if (suggestions.Count == 0)
        {
            return;
        }

        Table table = new Table().Border(TableBorder.Simple)
            .AddColumn("attribute").AddColumn("value").AddColumn("suggested alias").AddColumn("like")
            .AddColumn(new TableColumn("support").RightAligned()).AddColumn(new TableColumn("shops").RightAligned())
            .AddColumn(new TableColumn("precision").RightAligned()).AddColumn(new TableColumn("LLR").RightAligned());
        foreach (AliasSuggestion one in suggestions
            .OrderByDescending(one => one.Likeness).ThenByDescending(one => one.LogLikelihoodRatio).Take(MostRows))
        {
            table.AddRow(
                Markup.Escape(one.Attribute), Markup.Escape(one.Label), Markup.Escape(one.Alias),
                Markup.Escape(AliasSuggestionFile.NameOf(one.Likeness)),
                Figure(one.Support, "0"), one.Groups == 0 ? "" : Figure(one.Groups, "0"), Figure(one.Precision, "0.00"),
                Figure(one.LogLikelihoodRatio, "0.0"));
        }

        terminal.People.Write(table);
        if (suggestions.Count > MostRows)
        {
            terminal.Out.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"… and {suggestions.Count - MostRows} more; --out writes them all."));
        }

        terminal.Out.Flush();
    }

    private static string Figure(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
