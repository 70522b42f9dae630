using System.CommandLine;
using System.Globalization;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The options that say how tags are written as a table or an import file.</summary>
internal sealed class TableOptions
{
    private readonly Option<string?> layout = new("--layout")
    {
        Description = "What a row of a table is: long, a value; wide, a listing with a column for each attribute. [default: long]",
    };

    private readonly Option<string?> target =
        new("--for") { Description = "Write the import file of a program, CSV: shopify (products with metafields) or akeneo (products)." };

    private readonly Option<double?> minProbability = new("--min-probability")
    {
        Description = "Least probability of a value in a wide table or an import file. [default: 0]", HelpName = "p",
    };

    private readonly Option<bool> withReview =
        new("--with-review") { Description = "Write values that need review too, in wide tables and import files." };

    private readonly Option<bool> probabilities =
        new("--probabilities") { Description = "Add a column of its probability after each attribute of a wide table." };

    private readonly Option<bool> keepColumns = new("--keep-columns") { Description = "Begin a wide table with the columns of the input." };

    private readonly Option<bool> raw = new("--raw")
    {
        Description =
            "Write CSV for programs: no byte-order mark, and no apostrophe before text that a spreadsheet takes for a formula.",
    };

    private readonly Option<string?> space = new("--namespace")
    {
        Description = "Namespace of Shopify's metafields. [default: shopify for an import of Shopify's taxonomy, else custom]",
        HelpName = "name",
    };

    private readonly Option<string?> identifier =
        new("--identifier") { Description = "Code of Akeneo's identifier attribute. [default: sku]", HelpName = "code" };

    private readonly Option<string[]> localised = new("--localized")
    {
        Description = "Locale and channel of Akeneo's attributes that have them: material=de_DE-ecommerce,fit=de_DE; * for all.",
        HelpName = "attribute=locale-channel,…",
    };

    /// <summary>Adds the options to a command.</summary>
    public TableOptions(Command command)
    {
        layout.AcceptOnlyFromAmong("long", "wide");
        target.AcceptOnlyFromAmong("shopify", "akeneo");
        Option[] options =
            [layout, target, minProbability, withReview, probabilities, keepColumns, raw, space, identifier, localised];
        foreach (Option option in options)
        {
            command.Add(option);
        }
    }

    /// <summary>Reads the options of a command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="output">The file to write; null for stdout.</param>
    /// <exception cref="UsageException">The options contradict each other, or do not apply to this file.</exception>
    public TagFileOptions Read(ParseResult parsed, string? output)
    {
        var options = new TagFileOptions
        {
            Layout = parsed.GetValue(layout) == "wide" ? TagLayout.Wide : TagLayout.Long,
            Target = parsed.GetValue(
                target) switch { "shopify" => ImportTarget.Shopify, "akeneo" => ImportTarget.Akeneo, _ => ImportTarget.None },
            MinProbability = parsed.GetValue(minProbability) ?? 0,
            WithReview = parsed.GetValue(withReview),
            Probabilities = parsed.GetValue(probabilities),
            KeepColumns = parsed.GetValue(keepColumns),
            Raw = parsed.GetValue(raw),
            Namespace = parsed.GetValue(space),
            Identifier = parsed.GetValue(identifier) ?? "sku",
            Localised = ReadLocalised(parsed.GetValue(localised) ?? []),
        };
        Check(parsed, options, output);
        return options;
    }

    private void Check(ParseResult parsed, TagFileOptions options, string? output)
    {
        bool imports = options.Target != ImportTarget.None;
        bool fillsCells = imports || options.Layout == TagLayout.Wide;
        Refuse(imports && !Path.GetExtension(output ?? "").Equals(".csv", StringComparison.OrdinalIgnoreCase),
            $"--for {parsed.GetValue(target)} writes CSV: name an --output that ends in .csv.");
        Refuse(imports && parsed.GetValue(layout) is not null,
            "--for and --layout exclude each other: an import file has a layout of its own.");
        Refuse(parsed.GetValue(layout) is not null && !TagFiles.IsTable(output),
            "--layout is for tables: name an --output that ends in .csv, .tsv or .parquet.");
        Refuse(options.Raw && imports, "--raw: an import file is for a program, so it is raw already. Leave it out.");
        Refuse(options.Raw && !TagFiles.IsCsv(output), "--raw is for CSV: name an --output that ends in .csv or .tsv.");
        Refuse(parsed.GetValue(minProbability) is not null && !fillsCells,
            "--min-probability is for --layout wide and --for; a long table has the probability of each value.");
        Refuse(options.WithReview && !fillsCells,
            "--with-review is for --layout wide and --for; a long table has the status of each attribute.");
        Refuse(options.Probabilities && options.Layout != TagLayout.Wide, "--probabilities is for --layout wide.");
        Refuse(options.KeepColumns && options.Layout != TagLayout.Wide, "--keep-columns is for --layout wide.");
        Refuse(options.Namespace is not null && options.Target != ImportTarget.Shopify, "--namespace is for --for shopify.");
        Refuse(parsed.GetValue(identifier) is not null && options.Target != ImportTarget.Akeneo, "--identifier is for --for akeneo.");
        Refuse(options.Localised.Count > 0 && options.Target != ImportTarget.Akeneo, "--localized is for --for akeneo.");
        Refuse(options.MinProbability is not (>= 0 and <= 1),
            string.Create(
                CultureInfo.InvariantCulture, $"--min-probability: expected a probability from 0 to 1, found {options.MinProbability}."));
        Refuse(TagFiles.IsTable(output) && FileIdentity.IsDevice(output!),
            $"--output '{output}': a table is not written to a pipe or a device. Name a file.");
    }

    private static void Refuse(bool wrong, string message)
    {
        if (wrong)
        {
            throw new UsageException(message);
        }
    }

    private static Dictionary<string, string> ReadLocalised(string[] given)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in given.SelectMany(
            list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            string[] sides = pair.Split('=', StringSplitOptions.TrimEntries);
            if (sides is not [{ Length: > 0 } attribute, { Length: > 0 } suffix] || !read.TryAdd(attribute, suffix))
            {
                throw new UsageException("--localized: expected attribute=locale-channel, each attribute once, such as "
                    + $"material=de_DE-ecommerce; found '{pair}'.");
            }
        }

        return read;
    }
}
