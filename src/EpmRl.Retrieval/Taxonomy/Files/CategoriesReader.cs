using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Reads <c>categories.yaml</c>; <see cref="CategoryCheck"/> checks the tree as a whole.</summary>
internal static class CategoriesReader
{
    private static readonly string[] Keys = ["name", "parent", "description", "names", "attributes", "without"];

    /// <summary>Reads the tree.</summary>
    /// <param name="path">The file.</param>
    /// <param name="attributes">
    /// Ids of every attribute file, also of those that could not be read, with whether a category used them.
    /// </param>
    /// <param name="log">Receives problems.</param>
    /// <returns>Null when there is no tree at all; else its usable part, with every problem logged.</returns>
    public static IReadOnlyList<CategoryDraft>? Read(string path, Dictionary<string, bool> attributes, ProblemLog log)
    {
        if (!File.Exists(path))
        {
            log.Error(path, 0, "The file is missing. Write the category tree there: 'categories:', then '  id: {name: Name, attributes: "
                + "[color]}'.");
            return null;
        }

        if (YamlFile.Read(path, log) is not { } map)
        {
            return null;
        }

        var root = new YamlFields(map, path, "the file", log, ["categories"]);
        YamlMap? entries = root.IsMissing("categories") ? null : root.Map("categories");
        if (entries is not { Entries.Count: > 0 })
        {
            log.Error(path, root.LineOf("categories"), "The file has no categories. Write 'categories:', then '  id: {name: Name}'.");
            return null;
        }

        return Read(entries, path, attributes, log);
    }

    /// <summary>Checks the attributes of categories from another source, as if a file listed them.</summary>
    public static IReadOnlyList<CategoryDraft> Check(IEnumerable<CategoryDraft> drafts, Dictionary<string, bool> attributes, ProblemLog log)
    {
        YamlMap? map = YamlFile.Parse("", System.Text.Encoding.UTF8.GetBytes(TaxonomyText.Categories(drafts)), log);
        return map?.Entries is [(_, YamlMap entries)] ? Read(entries, "", attributes, log) : [];
    }

    /// <summary>The same for the map below <c>categories</c>.</summary>
    public static IReadOnlyList<CategoryDraft> Read(YamlMap entries, string path, Dictionary<string, bool> attributes, ProblemLog log)
    {
        var all = new List<CategoryDraft>(entries.Entries.Count);
        HashSet<string> ids = [.. entries.Entries.Select(entry => entry.Key.Text)];
        foreach ((YamlText key, YamlNode node) in entries.Entries)
        {
            if (node is not YamlMap category)
            {
                log.Error(path, key.Line, $"The category '{key.Text}' is {node.Kind}. Expected its keys: {{name: Name, parent: id, "
                    + $"attributes: [color]}}.");
                continue;
            }

            var fields = new YamlFields(category, path, $"category '{key.Text}'", log, Keys);
            all.Add(Draft(key.Text, fields, ids, attributes, log) with
            {
                PlaceOf = part => new Place(path, part == "id" ? key.Line : fields.LineOf(part)),
            });
        }

        return all;
    }

    /// <summary>The names of a category by language; null when absent.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>>? Names(YamlFields fields, ProblemLog log)
    {
        if (fields.Map("names") is not { } map)
        {
            return null;
        }

        var names = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var languages = new YamlFields(map, fields.Path, "'names'", log, [.. map.Entries.Select(entry => entry.Key.Text)]);
        foreach ((YamlText key, _) in map.Entries)
        {
            if (!ValueSettings.IsLanguageTag(key.Text))
            {
                log.Error(fields.Path, key.Line, $"'{key.Text}' is not a language tag. Expected one of BCP 47, such as 'de' or 'pt-BR'.");
            }
            else if (languages.Texts(key.Text) is { Count: > 0 } texts)
            {
                names[key.Text] = [.. texts.Select(text => text.Text)];
            }
        }

        return names;
    }

    private static CategoryDraft Draft(
        string id, YamlFields fields, HashSet<string> ids, Dictionary<string, bool> attributes, ProblemLog log)
    {
        string? parent = fields.Text("parent");
        if (parent is not null && !ids.Contains(parent))
        {
            log.Error(
                fields.Path, fields.LineOf("parent"), $"The parent '{parent}' of category '{id}' does not exist.{log.Hint(parent, ids)}");
        }

        return new CategoryDraft(id, fields.RequiredText("name", "Laptops"), parent, fields.Text("description"),
            AttributeIds("attributes"), AttributeIds("without")) { Names = Names(fields, log) ?? Category.NoNames };

        List<string> AttributeIds(string key)
        {
            var lines = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (YamlText attribute in fields.Texts(key) ?? [])
            {
                if (!attributes.ContainsKey(attribute.Text))
                {
                    log.Error(fields.Path, attribute.Line, $"Category '{id}' has the unknown attribute '{attribute.Text}'."
                        + $"{log.Hint(attribute.Text, attributes.Keys)} Write "
                        + $"{TaxonomySchema.AttributesFolder}/<id>{TaxonomySchema.Extension}, or correct the id.");
                }
                else if (!lines.TryAdd(attribute.Text, attribute.Line))
                {
                    log.Error(fields.Path, attribute.Line,
                        $"Category '{id}' lists attribute '{attribute.Text}' again, first on line {lines[attribute.Text]}. Remove one.");
                }
                else
                {
                    attributes[attribute.Text] = true;
                }
            }

            return [.. lines.Keys];
        }
    }
}
