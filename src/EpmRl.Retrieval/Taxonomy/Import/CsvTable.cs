using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Collects the rows of a table into categories and attributes.</summary>
internal sealed class CsvTable(string path, ProblemLog log)
{
    private readonly OrderedDictionary<string, CsvCategory> categories = new(StringComparer.Ordinal); // by path key
    private readonly TakenIds categoryIds = new();

    public void Add(int line, string[] cells)
    {
        string[] names = cells[0].Split('>', StringSplitOptions.TrimEntries);
        if (names.Any(name => TextKey.Of(name).Length == 0))
        {
            log.Error(
                path, line, $"column 'category': '{cells[0]}' is not a category. Expected a name, or a path 'Electronics > Laptops'.");
            return;
        }

        if (names.Length > TaxonomyLimits.Levels)
        {
            log.Error(path, line, $"column 'category': the path has {names.Length:N0} levels, at most {TaxonomyLimits.Levels} expected. "
                + $"Flatten it.");
            return;
        }

        if (TextKey.Of(cells[1]).Length == 0)
        {
            log.Error(path, line, "column 'attribute': the cell is empty. Name the attribute.");
            return;
        }

        CsvCategory category = Category(names, line);
        if (!category.Attributes.TryGetValue(TextKey.Of(cells[1]), out CsvAttribute? attribute))
        {
            category.Attributes.Add(
                TextKey.Of(cells[1]), attribute = new CsvAttribute(cells[1], new ValueListBuilder(cells[1], log), new Place(path, line)));
        }

        if (cells[2].Length > 0 && attribute.Values.Add(cells[2], new Place(path, line)) is string value)
        {
            foreach (string alias in cells[3].Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                attribute.Aliases.Add((value, alias, line));
            }
        }

        Declare(attribute, "unit", cells[4], line);
        Declare(attribute, "kind", cells[5], line);
    }

    public ImportSource? Build()
    {
        if (categories.Count == 0)
        {
            log.Error(path, 0, "The file has no rows.");
            return null;
        }

        var drafts = new List<CategoryDraft>();
        var attributes = new List<AttributeDraft>();
        var attributeIds = new TakenIds();
        foreach (CsvCategory category in categories.Values)
        {
            var own = new List<string>();
            foreach (CsvAttribute attribute in category.Attributes.Values)
            {
                string id = attributeIds.Unique($"{category.Id}.{Slug.Of(attribute.Name)}");
                attributes.Add(Build(attribute, id));
                own.Add(id);
            }

            drafts.Add(new CategoryDraft(category.Id, category.Name, category.ParentId, null, own, []).At(path, category.Line));
        }

        return new ImportSource(Path.GetFileNameWithoutExtension(path), drafts, attributes);
    }

    private AttributeDraft Build(CsvAttribute attribute, string id)
    {
        AttributeDraft draft = attribute.Values.Build(id, attribute.Place);
        ILookup<string, string> aliases = attribute.Aliases.ToLookup(alias => alias.Value, alias => alias.Alias, StringComparer.Ordinal);
        foreach ((string value, string alias, int line) in attribute.Aliases)
        {
            draft.SetPlaceOfAlias(value, alias, new Place(path, line));
        }

        draft.Definition = draft.Definition with
        {
            Values = [.. draft.Definition.Values.Select(
                value => value with { Aliases = [.. aliases[value.Id].Distinct(StringComparer.Ordinal)] })],
        };
        if (attribute.Declared.Count == 0)
        {
            return draft;
        }

        // A unit alone makes a measurement.
        int first = attribute.Declared.Values.Min(declared => declared.Line);
        attribute.Declared.TryAdd("kind", ("measurement", first));
        YamlMap settings = new(first, [.. attribute.Declared.Select(pair =>
            (new YamlText(pair.Value.Line, pair.Key, true), (YamlNode)new YamlText(pair.Value.Line, pair.Value.Text, true)))]);
        string owner = $"attribute '{attribute.Name}'";
        AttributeSettings.Apply(draft, new YamlFields(settings, path, owner, log, AttributeSettings.Keys), owner, log);
        return draft;
    }

    private CsvCategory Category(string[] names, int line)
    {
        CsvCategory? category = null;
        string key = "";
        foreach (string name in names)
        {
            key += "\n" + TextKey.Of(name);
            if (!categories.TryGetValue(key, out CsvCategory? child))
            {
                string slug = Slug.Of(name);
                child = new CsvCategory(categoryIds.Unique(category is null ? slug : $"{category.Id}.{slug}"), name, category?.Id, line);
                categories.Add(key, child);
            }

            category = child;
        }

        return category!;
    }

    private void Declare(CsvAttribute attribute, string key, string text, int line)
    {
        if (text.Length > 0 && !attribute.Declared.TryAdd(key, (text, line)) && attribute.Declared[key].Text != text)
        {
            log.Error(
                path, line, $"column '{key}': '{text}' for attribute '{attribute.Name}', but '{attribute.Declared[key].Text}' on line "
                + $"{attribute.Declared[key].Line}. An attribute has one {key}.");
        }
    }

    private sealed record CsvCategory(string Id, string Name, string? ParentId, int Line)
    {
        public OrderedDictionary<string, CsvAttribute> Attributes { get; } = new(StringComparer.Ordinal);
    }

    private sealed record CsvAttribute(string Name, ValueListBuilder Values, Place Place)
    {
        public List<(string Value, string Alias, int Line)> Aliases { get; } = [];

        public Dictionary<string, (string Text, int Line)> Declared { get; } = new(StringComparer.Ordinal);
    }
}
