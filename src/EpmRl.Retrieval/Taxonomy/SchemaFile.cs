using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// A schema: settings of attributes that an imported source lacks (kinds, units, role words, aliases), kept separately so that an import
/// can be repeated. The keys are those of attribute files.
/// </summary>
internal sealed class SchemaFile
{
    private static readonly string[] MatchKeys = ["attribute", "category"];

    private readonly string path;
    private readonly IReadOnlyList<(YamlMap Category, string Name, int Line)> categories;
    private readonly IReadOnlyList<Entry> entries;

    private SchemaFile(
        string path, string? name, IReadOnlyList<(string, Place)>? packs,
        IReadOnlyList<(YamlMap, string, int)> categories, IReadOnlyList<Entry> entries)
    {
        (this.path, Name, Packs, this.categories, this.entries) = (path, name, packs, categories, entries);
    }

    /// <summary>Name for the imported taxonomy, or null.</summary>
    public string? Name { get; }

    /// <summary>The packs of the imported taxonomy, with their lines; null when the file names none.</summary>
    public IReadOnlyList<(string Name, Place Place)>? Packs { get; }

    /// <summary>Folder of the file.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetFullPath(path))!;

    /// <summary>Reads a schema file.</summary>
    /// <returns>Null when it cannot be used at all; the log says why.</returns>
    public static SchemaFile? Read(string path, ProblemLog log)
    {
        if (YamlFile.Read(path, log) is not { } map)
        {
            return null;
        }

        var fields = new YamlFields(map, path, "the schema", log, ["format", "name", "packs", "categories", "attributes"]);
        TaxonomyReader.CheckFormat(fields, log);
        var categories = new List<(YamlMap, string, int)>();
        foreach ((YamlText key, YamlNode node) in fields.Map("categories")?.Entries ?? [])
        {
            if (node is YamlMap category)
            {
                categories.Add((category, key.Text, key.Line));
            }
            else
            {
                log.Error(path, key.Line, $"The category '{key.Text}' is {node.Kind}. Expected {{description: …}}.");
            }
        }

        var entries = new List<Entry>();
        foreach (YamlNode node in fields.List("attributes")?.Items ?? [])
        {
            if (node is YamlMap entry)
            {
                entries.Add(ReadEntry(entry, path, log));
            }
            else
            {
                log.Error(path, node.Line, $"Expected an entry, {{match: {{attribute: …}}, kind: …}}, found {node.Kind}.");
            }
        }

        return new SchemaFile(
            path, fields.Text("name"), fields.Texts("packs")?.Select(pack => (pack.Text, new Place(path, pack.Line))).ToArray(), categories,
            entries);
    }

    /// <summary>Applies the entries in their order. Unknown categories, attributes and values are logged with the closest name.</summary>
    /// <param name="source">The imported source; its attributes change.</param>
    /// <param name="infer">Infers the kind of an attribute; called first, and only where no entry declares the kind.</param>
    /// <param name="log">Receives problems.</param>
    /// <param name="partial">True when the source may lack parts of the schema, which are then ignored.</param>
    /// <returns>The categories with their descriptions.</returns>
    public IReadOnlyList<CategoryDraft> Apply(ImportSource source, Action<AttributeDraft> infer, ProblemLog log, bool partial = false)
    {
        ProblemLog missing = partial ? new ProblemLog() : log;
        (Entry Entry, List<AttributeDraft> Drafts)[] matches = [.. entries.Select(entry => (entry, Match(entry, source, log, missing)))];
        HashSet<AttributeDraft> declared = [.. matches.Where(match => match.Entry.Fields.Has("kind")).SelectMany(match => match.Drafts)];
        foreach (AttributeDraft draft in source.Attributes.Where(draft => !declared.Contains(draft)))
        {
            infer(draft);
        }

        foreach ((Entry entry, List<AttributeDraft> drafts) in matches)
        {
            foreach (AttributeDraft draft in drafts)
            {
                AttributeSettings.Apply(draft, entry.Fields, $"attribute '{draft.Definition.Name}'", log);
                ApplyValues(draft, entry, log);
                if (partial && draft.Definition is { MixedValue: { } mixed } definition
                    && definition.Values.All(value => value.Id != mixed))
                {
                    draft.Definition = definition with { MixedValue = null };
                }
            }

            CheckValues(entry, log, missing);
        }

        return ApplyCategories(source.Categories, log, missing);
    }

    private static Entry ReadEntry(YamlMap map, string path, ProblemLog log)
    {
        var fields = new YamlFields(map, path, "the entry", log, ["match", .. AttributeSettings.Keys]);
        if (!fields.Has("match"))
        {
            log.Error(path, map.Line, "The entry has no 'match'. Say which attributes it is for: 'match: {attribute: Color}'.");
        }

        YamlFields? match = fields.Map("match") is { } found ? new YamlFields(found, path, "'match'", log, MatchKeys) : null;
        return new Entry(fields, match?.Line ?? map.Line, match?.RequiredText("attribute", "Color") ?? "", match?.Text("category"));
    }

    private List<AttributeDraft> Match(Entry entry, ImportSource source, ProblemLog log, ProblemLog missing)
    {
        if (entry.Attribute.Length == 0)
        {
            return []; // logged on reading
        }

        IReadOnlyList<CategoryDraft> among = source.Categories;
        if (entry.Category is not null)
        {
            among = [.. source.Categories.Where(category => category.Id == entry.Category)];
            among =
                among.Count > 0 ? among : [.. source.Categories.Where(category => TextKey.Of(category.Name) == TextKey.Of(entry.Category))];
            if (among.Count == 0)
            {
                missing.Error(path, entry.MatchLine, $"There is no category '{entry.Category}'."
                    + log.Hint(entry.Category, source.Categories.Select(category => category.Name)));
                return [];
            }
        }

        HashSet<string> ids = [.. among.SelectMany(category => category.Own)];
        AttributeDraft[] candidates =
            entry.Category is null ? [.. source.Attributes] : [.. source.Attributes.Where(draft => ids.Contains(draft.Definition.Id))];
        List<AttributeDraft> matched = [.. candidates.Where(draft => draft.Definition.Id == entry.Attribute)];
        matched = matched.Count > 0 ? matched
            : [.. candidates.Where(draft => TextKey.Of(draft.Definition.Name) == TextKey.Of(entry.Attribute))];
        if (matched.Count == 0)
        {
            missing.Error(path, entry.MatchLine, $"There is no attribute "
                + $"'{entry.Attribute}'{(entry.Category is null ? "" : $" in category '{entry.Category}'")}."
                + log.Hint(entry.Attribute, candidates.Select(draft => draft.Definition.Name).Distinct(StringComparer.Ordinal)));
        }

        if (entry.Category is not null)
        {
            foreach (AttributeDraft draft in matched.ToArray())
            {
                CategoryDraft? other =
                    source.Categories.FirstOrDefault(category => !among.Contains(category) && category.Own.Contains(draft.Definition.Id));
                if (other is not null)
                {
                    log.Error(path, entry.MatchLine, $"Attribute '{entry.Attribute}' is shared with category '{other.Name}', "
                        + $"so its settings cannot "
                        + $"be narrowed to '{entry.Category}'. Remove 'category' from the match.");
                    matched.Remove(draft);
                }
            }
        }

        return matched;
    }

    private static void ApplyValues(AttributeDraft draft, Entry entry, ProblemLog log)
    {
        if (entry.Values is not { } map)
        {
            return;
        }

        TaxonomyValue[] values = [.. draft.Definition.Values];
        foreach ((YamlText key, YamlNode node) in map.Entries)
        {
            int index = IndexOf(values, key.Text, draft.Definition.CaseSensitive);
            if (index < 0)
            {
                if (entry.Unmatched.TryGetValue(key.Text, out List<string>? known))
                {
                    known.AddRange(values.Select(value => value.Label));
                }

                continue;
            }

            entry.Unmatched.Remove(key.Text);
            if (node is YamlMap settings)
            {
                values[index] = ValueSettings.Apply(draft, values[index], settings, entry.Fields.Path, log);
            }
        }

        draft.Definition = draft.Definition with { Values = values };
    }

    // A value of any matched attribute is known; an entry for all categories need not fit each of them.
    private void CheckValues(Entry entry, ProblemLog log, ProblemLog missing)
    {
        foreach ((YamlText key, YamlNode node) in entry.Values?.Entries ?? [])
        {
            if (node is not YamlMap)
            {
                log.Error(path, node.Line, $"The value '{key.Text}' is {node.Kind}. Expected its settings: {{aliases: [other], "
                    + $"description: …}}.");
            }

            if (entry.Unmatched.TryGetValue(key.Text, out List<string>? known) && known.Count > 0)
            {
                missing.Error(path, key.Line, $"Attribute '{entry.Attribute}' has no value '{key.Text}'.{log.Hint(key.Text, known)}");
            }
        }
    }

    private CategoryDraft[] ApplyCategories(IReadOnlyList<CategoryDraft> imported, ProblemLog log, ProblemLog missing)
    {
        CategoryDraft[] result = [.. imported];
        foreach ((YamlMap map, string name, int line) in categories)
        {
            var fields = new YamlFields(map, path, $"category '{name}'", log, ["name", "description", "names"]);
            int[] found = [.. Enumerable.Range(0, result.Length).Where(i => result[i].Id == name)];
            found = found.Length > 0
                ? found
                : [.. Enumerable.Range(0, result.Length).Where(i => TextKey.Of(imported[i].Name) == TextKey.Of(name))];
            if (found.Length == 0)
            {
                missing.Error(path, line, $"There is no category '{name}'.{log.Hint(name, imported.Select(category => category.Name))}");
            }

            foreach (int i in found)
            {
                result[i] = result[i] with
                {
                    Name = fields.Text("name") ?? result[i].Name,
                    Description = fields.Text("description") ?? result[i].Description,
                    Names = CategoriesReader.Names(fields, log) ?? result[i].Names,
                };
            }
        }

        return result;
    }

    // By exact label first, then by id, then by key.
    private static int IndexOf(TaxonomyValue[] values, string name, bool caseSensitive)
    {
        int index = Array.FindIndex(values, value => value.Label == name);
        index = index >= 0 ? index : Array.FindIndex(values, value => value.Id == name);
        return index >= 0 ? index : Array.FindIndex(values, value =>
            caseSensitive ? TextKey.OfCased(value.Label) == TextKey.OfCased(name) : TextKey.Of(value.Label) == TextKey.Of(name));
    }

    private sealed class Entry(YamlFields fields, int matchLine, string attribute, string? category)
    {
        public YamlFields Fields { get; } = fields;

        public int MatchLine { get; } = matchLine;

        public string Attribute { get; } = attribute;

        public string? Category { get; } = category;

        public YamlMap? Values { get; } = fields.Map("values");

        /// <summary>Values not found so far → the existing labels.</summary>
        public Dictionary<string, List<string>> Unmatched { get; } =
            (fields.Map("values")?.Entries ?? []).ToDictionary(entry => entry.Key.Text, _ => new List<string>(), StringComparer.Ordinal);
    }
}
