using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The formats of imported taxonomies.</summary>
internal enum TaxonomySourceFormat
{
    /// <summary>A JSON file <c>{category: {attribute: [labels]}}</c>.</summary>
    ValuesJson,

    /// <summary>A folder with the text release of Shopify's product taxonomy.</summary>
    Shopify,

    /// <summary>Google's product taxonomy with numbers, one path per line; categories only.</summary>
    Google,

    /// <summary>A table with the columns category, attribute, value and, optionally, aliases, unit, kind.</summary>
    Csv,

    /// <summary>The lossless export of <see cref="TaxonomyExporter"/>, which is complete: no schema, and nothing to infer.</summary>
    Jsonl,
}

/// <summary>Options of an import.</summary>
internal sealed record TaxonomyImportOptions
{
    /// <summary>
    /// Schema file that declares kinds, units, aliases and more; null for none. Undeclared kinds are inferred from the values.
    /// </summary>
    public string? SchemaPath { get; init; }

    /// <summary>The taxonomy's name; null for the schema's, or else the source's.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// True when the source is a part of what the schema describes: missing categories, attributes and values are then ignored, where
    /// otherwise they are errors (a misspelt name).
    /// </summary>
    public bool Partial { get; init; }

    /// <summary>
    /// Whether attributes get the shipped value packs (colors, materials, …) that match their values. Not where the schema names the
    /// taxonomy's packs, or those of an attribute.
    /// </summary>
    public bool ChoosePacks { get; init; } = true;
}

/// <summary>An imported taxonomy with warnings.</summary>
/// <param name="Taxonomy">The taxonomy.</param>
/// <param name="Warnings">Labels that differ only in case, omitted parts, and the like.</param>
internal sealed record ImportedTaxonomy(ProductTaxonomy Taxonomy, IReadOnlyList<FileProblem> Warnings)
{
    /// <summary>The value packs chosen by the values of attributes, each with those attributes' ids; empty for none.</summary>
    public IReadOnlyList<(string Pack, IReadOnlyList<string> AttributeIds)> ChosenPacks { get; init; } = [];
}

/// <summary>Imports taxonomies from other formats.</summary>
internal static class TaxonomyImporter
{
    private static readonly string[] GeneralPacks = ["units", "numbers", "kinds"];

    /// <summary>Reads a source, infers undeclared kinds, and applies the schema.</summary>
    /// <param name="format">The source's format.</param>
    /// <param name="path">The source's file or folder.</param>
    /// <param name="options">Schema and name; null for neither.</param>
    /// <param name="cancellationToken">Checked between the source's parts.</param>
    /// <exception cref="TaxonomyFormatException">Source or schema is invalid; carries every problem.</exception>
    public static ImportedTaxonomy Import(
        TaxonomySourceFormat format, string path, TaxonomyImportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new TaxonomyImportOptions();
        var log = new ProblemLog();
        if (format == TaxonomySourceFormat.Jsonl)
        {
            if (options.SchemaPath is not null)
            {
                throw new InvalidRequestException(
                    "A JSONL export declares everything itself. Import it without a schema, then edit the files.");
            }

            ProductTaxonomy? exported = JsonlImporter.Read(path, options.Name, log, cancellationToken);
            log.ThrowIfErrors(problems => new TaxonomyFormatException(problems));
            return new ImportedTaxonomy(exported!, log.ToList());
        }

        if (format == TaxonomySourceFormat.Google)
        {
            if (options.SchemaPath is not null)
            {
                throw new InvalidRequestException(
                    "This source has only categories; a schema has nothing to declare. Import it without, then edit the files.");
            }

            ProductTaxonomy? tree = GoogleImporter.Read(path, options.Name, log, cancellationToken);
            log.ThrowIfErrors(problems => new TaxonomyFormatException(problems));
            return new ImportedTaxonomy(tree!, log.ToList());
        }

        ImportSource? source = format switch
        {
            TaxonomySourceFormat.ValuesJson => ValuesJsonImporter.Read(path, log, cancellationToken),
            TaxonomySourceFormat.Shopify => ShopifyImporter.Read(path, log, cancellationToken),
            TaxonomySourceFormat.Csv => CsvImporter.Read(path, log, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
        SchemaFile? schema = options.SchemaPath is null ? null : SchemaFile.Read(options.SchemaPath, log);
        log.ThrowIfErrors(problems => new TaxonomyFormatException(problems));

        PackSet packs = LoadPacks(schema, path, log);
        var units = new UnitLookup(packs.Units);
        IReadOnlyList<CategoryDraft> categories = source!.Categories;
        if (schema is null)
        {
            foreach (AttributeDraft draft in source.Attributes)
            {
                Infer(draft, units);
            }
        }
        else
        {
            categories = schema.Apply(source, draft => Infer(draft, units), log, options.Partial);
            CompleteDeclared(source.Attributes);
        }

        IReadOnlyList<(string, IReadOnlyList<string>)> chosen =
            options.ChoosePacks && schema?.Packs is null ? PackChoice.Apply(source.Attributes, packs, units) : [];
        ProductTaxonomy? taxonomy = TaxonomyBuilder.Build(
            options.Name ?? schema?.Name ?? source.Name, "en", categories, source.Attributes, packs, path, log, cancellationToken);
        log.ThrowIfErrors(problems => new TaxonomyFormatException(problems));
        return new ImportedTaxonomy(taxonomy!, log.ToList()) { ChosenPacks = chosen };
    }

    private static PackSet LoadPacks(SchemaFile? schema, string path, ProblemLog log)
    {
        IReadOnlyList<string> folders = schema is null ? [PackSet.ShippedFolder] : PackSet.FoldersFor(schema.Folder);
        return PackSet.Load(
            schema?.Packs ?? [.. GeneralPacks.Where(name => PackSet.Find(name, folders) is not null)
                .Select(name => (name, new Place(path, 0)))], folders, log);
    }

    private static void Infer(AttributeDraft draft, UnitLookup units)
    {
        if (!draft.Declares("kind"))
        {
            InferredKind kind = KindInference.Infer([.. draft.Definition.Values.Select(value => value.Label)], units);
            draft.Definition = draft.Definition with { Kind = kind.Kind, Quantity = kind.Quantity, Identifier = kind.Identifier };
        }
    }

    // Where a quantity is declared without its decimals, the list itself shows how labels are rounded.
    private static void CompleteDeclared(IReadOnlyList<AttributeDraft> attributes)
    {
        foreach (AttributeDraft draft in attributes.Where(draft => draft.Declares("kind") && !draft.Declares("decimals")))
        {
            if (draft.Definition.Quantity is { } quantity)
            {
                int? decimals = KindInference.Decimals(
                    [.. draft.Definition.Values.Select(value => value.Label)],
                    wholeCounts: draft.Definition.Kind == AttributeKind.Measurement && quantity.Unit is not null);
                draft.Definition = draft.Definition with { Quantity = quantity with { Decimals = decimals } };
            }
        }
    }
}
