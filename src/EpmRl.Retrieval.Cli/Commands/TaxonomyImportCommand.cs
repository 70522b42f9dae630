using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl taxonomy import</c>: makes a taxonomy folder from another format.</summary>
internal static class TaxonomyImportCommand
{
    private const int ShownAttributes = 5;

    private static readonly Dictionary<string, TaxonomySourceFormat> Formats = new(StringComparer.Ordinal)
    {
        ["values-json"] = TaxonomySourceFormat.ValuesJson,
        ["shopify"] = TaxonomySourceFormat.Shopify,
        ["csv"] = TaxonomySourceFormat.Csv,
        ["jsonl"] = TaxonomySourceFormat.Jsonl,
        ["google"] = TaxonomySourceFormat.Google,
    };

    public static Command Create()
    {
        var path = new Argument<string>("path") { Description = "The source's file or folder." };
        var format = new Option<string>("--format", "-f")
        {
            Description = "Format of the source: {category: {attribute: [labels]}}, a Shopify text release, a table, or an export.",
            Required = true,
        };
        format.AcceptOnlyFromAmong([.. Formats.Keys]);
        var schema = new Option<string?>("--schema", "-s")
        {
            Description = "File that declares kinds, units, role words, aliases and more. Other kinds are inferred from the values.",
            HelpName = "file",
        };
        var name = new Option<string?>("--name") { Description = "The taxonomy's name. [default: the schema's, or the source's]" };
        var only = new Option<string[]>("--only")
        {
            Description = "Keep this category and those below it; may be given several times.",
            HelpName = "id, path or name",
            DefaultValueFactory = _ => [],
        };
        var noPacks =
            new Option<bool>("--no-packs") { Description = "Do not infer value packs (colors, materials, …) from attributes' values." };
        var output = new Option<string>("--out", "-o") { Description = "Folder to write.", HelpName = "folder", Required = true };
        var force = new Option<bool>("--force") { Description = "Replace an existing taxonomy." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Read and check everything, write nothing." };

        var command = new CliCommand("import", "Makes a taxonomy folder from a value list, a taxonomy release or a table.")
        {
            Examples =
            [
                "epmrl taxonomy import --format values-json values.json --schema schema.yaml --out my-taxonomy",
                "epmrl taxonomy import --format shopify product-taxonomy/dist/en --out shopify",
                "epmrl taxonomy import --format shopify product-taxonomy/dist/en --only Sneakers --only hg-9-10 --out vacuums-and-shoes",
                "epmrl taxonomy import --format csv values.csv --out my-taxonomy --dry-run",
            ],
            Arguments = { path },
            Options = { format, schema, name, only, noPacks, output, force, dryRun },
        };
        return command.Runs((parsed, terminal, cancellationToken) =>
        {
            string folder = parsed.GetRequiredValue(output);
            if (!parsed.GetValue(force) && TaxonomyReader.IsTaxonomy(folder))
            {
                throw new IOException($"'{folder}' holds a taxonomy already. Name another folder, or add --force to replace it.");
            }

            TaxonomyWriter.ThrowIfTaken(folder, parsed.GetValue(force));
            using IDisposable claimed =
                new CommandFiles().Reads("the source", parsed.GetRequiredValue(path)).Reads("--schema", parsed.GetValue(schema))
                .ReplacesFolder("--out", parsed.GetValue(dryRun) ? null : folder).Claim();
            ImportedTaxonomy imported = TaxonomyImporter.Import(
                Formats[parsed.GetRequiredValue(format)],
                parsed.GetRequiredValue(path),
                new TaxonomyImportOptions
                {
                    SchemaPath = parsed.GetValue(schema),
                    Name = parsed.GetValue(name),
                    ChoosePacks = !parsed.GetValue(noPacks),
                },
                cancellationToken);
            ProductTaxonomy taxonomy = parsed.GetRequiredValue(only) is { Length: > 0 } branches
                ? TaxonomyPart.Below(imported.Taxonomy, branches)
                : imported.Taxonomy;
            TaxonomyCommand.TellWarnings(terminal, imported.Warnings);
            TellPacks(terminal, imported, taxonomy);
            bool dry = parsed.GetValue(dryRun);
            if (!dry)
            {
                TaxonomyWriter.Write(taxonomy, folder, parsed.GetValue(force), cancellationToken);
            }

            terminal.Say($"{(dry ? "Would write" : "Wrote")} {folder}: {TaxonomyCommand.Counts(taxonomy)}, version {taxonomy.Version}.");
            return Task.FromResult(ExitCodes.Ok);
        });
    }

    private static void TellPacks(Terminal terminal, ImportedTaxonomy imported, ProductTaxonomy taxonomy)
    {
        HashSet<string> kept = [.. taxonomy.Attributes.Select(attribute => attribute.Id)];
        foreach ((string pack, IReadOnlyList<string> attributeIds) in imported.ChosenPacks)
        {
            string[] ids = [.. attributeIds.Where(kept.Contains)];
            if (ids.Length > 0)
            {
                terminal.Say($"Value pack '{pack}' for {TaxonomyCommand.Count(ids.Length, "attribute", "attributes")} by their values: "
                    + $"{string.Join(", ", ids.Take(ShownAttributes))}{(ids.Length > ShownAttributes ? ", …" : "")}.");
            }
        }

        if (imported.ChosenPacks.Count > 0)
        {
            terminal.Say("Where a pack does not fit, remove it from 'packs' in the attribute's file; --no-packs chooses none.");
        }
    }
}
