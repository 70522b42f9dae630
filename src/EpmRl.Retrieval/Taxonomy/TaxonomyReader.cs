using System.Globalization;
using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// Reads a taxonomy folder: <c>taxonomy.yaml</c>, <c>categories.yaml</c>, <c>attributes/*.yaml</c> and the packs it names.
/// </summary>
/// <remarks>The format is described in <c>docs/taxonomy-format.md</c>.</remarks>
public static class TaxonomyReader
{
    /// <summary>Reads a taxonomy for use.</summary>
    /// <param name="folder">The taxonomy's folder.</param>
    /// <param name="cancellationToken">Checked between files.</param>
    /// <returns>The taxonomy. Warnings are left to <see cref="Check"/>.</returns>
    /// <exception cref="TaxonomyFormatException">
    /// The folder is missing or a file is invalid; carries every problem of all files.
    /// </exception>
    public static ProductTaxonomy Load(string folder, CancellationToken cancellationToken = default)
    {
        TaxonomyCheck check = Check(folder, cancellationToken);
        return check.Taxonomy ?? throw new TaxonomyFormatException([.. check.Errors]);
    }

    /// <summary>Reads a taxonomy and reports every problem and warning, in one run.</summary>
    /// <param name="folder">The taxonomy's folder.</param>
    /// <param name="cancellationToken">Checked between files.</param>
    internal static TaxonomyCheck Check(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var log = new ProblemLog();
        ProductTaxonomy? taxonomy = Read(folder, log, cancellationToken);
        return new TaxonomyCheck(log.HasErrors ? null : taxonomy, log.ToList());
    }

    /// <summary>Whether a folder looks like a taxonomy: it has a header file.</summary>
    /// <param name="folder">Any folder, existing or not.</param>
    public static bool IsTaxonomy(string folder) => File.Exists(Path.Combine(folder, TaxonomySchema.HeaderFile));

    private static ProductTaxonomy? Read(string folder, ProblemLog log, CancellationToken cancellationToken)
    {
        string header = Path.Combine(folder, TaxonomySchema.HeaderFile);
        if (!File.Exists(header))
        {
            log.Error(header, 0, Directory.Exists(folder)
                ? "The file is missing, so the folder is not a taxonomy. Name a taxonomy's folder, or import one."
                : "The folder does not exist. Name a taxonomy's folder, or import one.");
            return null;
        }

        (string name, string locale, PackSet packs) = ReadHeader(header, folder, log);
        IReadOnlyList<AttributeDraft> attributes =
            ReadAttributes(Path.Combine(folder, TaxonomySchema.AttributesFolder), out var used, log, cancellationToken);
        string categoriesPath = Path.Combine(folder, TaxonomySchema.CategoriesFile);
        IReadOnlyList<CategoryDraft>? categories = CategoriesReader.Read(categoriesPath, used, log);
        if (categories is not null)
        {
            foreach (AttributeDraft attribute in attributes.Where(attribute => !used[attribute.Definition.Id]))
            {
                log.Warn(attribute.Place.Path, 0, "No category uses this attribute. "
                    + "Name it under 'attributes' of a category, or remove the file.");
            }
        }

        return TaxonomyBuilder.Build(name, locale, categories ?? [], attributes, packs, categoriesPath, log, cancellationToken);
    }

    private static (string Name, string Locale, PackSet Packs) ReadHeader(string path, string folder, ProblemLog log)
    {
        if (YamlFile.Read(path, log) is not { } map)
        {
            return ("", "en", new PackSet());
        }

        var fields = new YamlFields(map, path, "the taxonomy", log, ["format", "name", "locale", "packs"]);
        CheckFormat(fields, log);
        string name = fields.RequiredText("name", "sample");
        string locale = fields.Text("locale") ?? "en";
        CheckLocale(locale, fields, log);
        return (name, locale, PackSet.Load(
            [.. (fields.Texts("packs") ?? []).Select(pack => (pack.Text, new Place(path, pack.Line)))], PackSet.FoldersFor(folder), log));
    }

    /// <summary>Checks the <c>locale</c> key of a header.</summary>
    internal static void CheckLocale(string locale, YamlFields fields, ProblemLog log)
    {
        if (!ValueSettings.IsLanguageTag(locale))
        {
            log.Error(fields.Path, fields.LineOf("locale"), $"'locale' is '{locale}'. "
                + $"Expected a language tag of BCP 47, such as 'en' or 'pt-BR'.");
        }
    }

    /// <summary>Checks the <c>format</c> key, which every file with a header has.</summary>
    internal static void CheckFormat(YamlFields fields, ProblemLog log)
    {
        fields.RequiredText("format", TaxonomySchema.Format.ToString(CultureInfo.InvariantCulture));
        if (fields.Has("format") && fields.Whole("format", 1, int.MaxValue) is int format && format != TaxonomySchema.Format)
        {
            log.Error(fields.Path, fields.LineOf("format"),
                $"The file has format {format}; this program reads format {TaxonomySchema.Format}. Use a newer version of the program.");
        }
    }

    private static List<AttributeDraft> ReadAttributes(
        string folder, out Dictionary<string, bool> used, ProblemLog log, CancellationToken cancellationToken)
    {
        used = new Dictionary<string, bool>(StringComparer.Ordinal);
        var drafts = new List<AttributeDraft>();
        if (!Directory.Exists(folder))
        {
            log.Error(folder, 0, $"The folder is missing. It holds one file for each attribute: "
                + $"{TaxonomySchema.AttributesFolder}/color{TaxonomySchema.Extension}.");
            return drafts;
        }

        foreach (string file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            string id = Path.GetFileNameWithoutExtension(file);
            if (Path.GetExtension(file) != TaxonomySchema.Extension)
            {
                log.Warn(file, 0, $"The file is not read: attribute files end in '{TaxonomySchema.Extension}'. Rename or remove it.");
                continue;
            }

            if (!Ids.Check(id, "attribute", new Place(file, 0), log))
            {
                continue;
            }

            used.Add(id, false);
            if (YamlFile.Read(file, log) is { } map)
            {
                drafts.Add(ReadAttribute(file, id, map, log));
            }
        }

        return drafts;
    }

    /// <summary>Reads an attribute's parsed file.</summary>
    internal static AttributeDraft ReadAttribute(string path, string id, YamlMap map, ProblemLog log)
    {
        string owner = $"attribute '{id}'";
        var draft = new AttributeDraft(new AttributeDefinition { Id = id, Name = "" }, new Place(path, 1));
        var fields = new YamlFields(map, path, owner, log, AttributeSettings.Keys);
        fields.RequiredText("name", "Color");
        AttributeSettings.Apply(draft, fields, owner, log);
        if (fields.Map("values") is { } values)
        {
            ValueSettings.ReadAll(draft, values, path, log);
        }

        return draft;
    }
}
