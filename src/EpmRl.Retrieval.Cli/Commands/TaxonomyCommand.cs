using System.CommandLine;
using System.Globalization;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl taxonomy</c>: everything about taxonomy folders.</summary>
internal static class TaxonomyCommand
{
    private const int MostWarnings = 20;

    public static Command Create() => new("taxonomy", "Edits, publishes, compares, checks, imports, exports and shows taxonomies.")
    {
        TaxonomyValidateCommand.Create(),
        TaxonomyImportCommand.Create(),
        TaxonomyExportCommand.Create(),
        TaxonomyShowCommand.Create(),
        TaxonomyEditCommand.Create(),
        TaxonomyCommitCommand.Create(),
        TaxonomyStatusCommand.Create(),
        TaxonomyDiffCommand.Create(),
        TaxonomyPublishCommand.Create(),
        TaxonomyHistoryCommand.Create(),
        TaxonomyCheckoutCommand.Create(),
        TaxonomyMigrateCommand.Create(),
        TaxonomyMapCommand.Create(),
        SuggestAliasesCommand.Create(),
        AcceptAliasesCommand.Create(),
        ComposeListingsCommand.Create(),
    };

    /// <summary>The folder that a command is about.</summary>
    public static Argument<string> Folder() => new("folder") { Description = "Folder of the taxonomy." };

    /// <summary><c>12 categories, 80 attributes, 1,024 values</c>.</summary>
    public static string Counts(ProductTaxonomy taxonomy) => string.Create(CultureInfo.InvariantCulture,
        $"{Count(taxonomy.Categories.Count, "category", "categories")}, {Count(taxonomy.Attributes.Count, "attribute", "attributes")}, "
        + $"{Count(taxonomy.Attributes.Sum(attribute => attribute.Values.Count), "value", "values")}");

    /// <summary><c>1 value</c>, <c>1,024 values</c>.</summary>
    public static string Count(int number, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? one : many)}");

    /// <summary>Prints warnings, the first of them in full.</summary>
    public static void TellWarnings(Terminal terminal, IReadOnlyList<FileProblem> warnings)
    {
        foreach (FileProblem warning in warnings.Take(MostWarnings))
        {
            terminal.Warn(warning.ToString());
        }

        if (warnings.Count > MostWarnings)
        {
            terminal.Say($"… and {Count(warnings.Count - MostWarnings, "more warning", "more warnings")}.");
        }
    }
}
