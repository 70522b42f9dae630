using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Reads the lossless export: one JSON object per line, with the keys of the taxonomy's own files.</summary>
internal sealed class JsonlImporter
{
    private static readonly string[] Types = ["taxonomy", "pack", "category", "attribute", "value"];

    private readonly string path;
    private readonly ProblemLog log;
    private readonly PackSet packs = new();
    private readonly List<(YamlText Id, YamlMap Map)> categories = [];
    private readonly HashSet<string> categoryIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AttributeDraft> attributes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<TaxonomyValue>> values = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), int> valueLines = [];
    private string? name;
    private string locale = "en";

    private JsonlImporter(string path, ProblemLog log) => (this.path, this.log) = (path, log);

    /// <summary>Reads and checks a file.</summary>
    /// <returns>Null when the log has errors.</returns>
    public static ProductTaxonomy? Read(string path, string? name, ProblemLog log, CancellationToken cancellationToken)
    {
        var importer = new JsonlImporter(path, log);
        try
        {
            int line = 0;
            foreach (string text in File.ReadLines(path, new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                line++;
                if (!string.IsNullOrWhiteSpace(text))
                {
                    importer.ReadLine(text, line);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Error(path, 0, $"The file cannot be read: {e.Message}");
            return null;
        }
        catch (System.Text.DecoderFallbackException)
        {
            log.Error(path, 0, "The file is not UTF-8 text.");
            return null;
        }

        return importer.Build(name, cancellationToken);
    }

    private ProductTaxonomy? Build(string? otherName, CancellationToken cancellationToken)
    {
        if (name is null && !log.HasErrors)
        {
            log.Error(path, 0, "The file has no line {\"type\":\"taxonomy\",\"name\":…}. Export a taxonomy as JSON Lines to see the form.");
        }

        foreach ((string id, AttributeDraft draft) in attributes)
        {
            draft.Definition = draft.Definition with { Values = values[id] };
        }

        var used = attributes.Keys.ToDictionary(id => id, _ => false, StringComparer.Ordinal);
        IReadOnlyList<CategoryDraft> tree = CategoriesReader.Read(
            new YamlMap(0, [.. categories.Select(category => (category.Id, (YamlNode)category.Map))]), path, used, log);
        return TaxonomyBuilder.Build(otherName ?? name ?? "", locale, tree, [.. attributes.Values], packs, path, log, cancellationToken);
    }

    private void ReadLine(string text, int line)
    {
        if (JsonFile.Parse(path, System.Text.Encoding.UTF8.GetBytes(text), line, log) is not { } map)
        {
            return;
        }

        string type = TextOf(map, "type");
        switch (type)
        {
            case "taxonomy":
                var fields = new YamlFields(map, path, "the taxonomy", log, ["type", "format", "name", "locale"]);
                TaxonomyReader.CheckFormat(fields, log);
                name = fields.RequiredText("name", "sample");
                locale = fields.Text("locale") ?? locale;
                TaxonomyReader.CheckLocale(locale, fields, log);
                break;
            case "pack":
                string pack = TextOf(map, "pack");
                if (Ids.Check(pack, "pack", new Place(path, line), log))
                {
                    packs.Add(pack, PackReader.Read(Without(map, "type"), path, pack, log));
                }

                break;
            case "category" when Id(map) is YamlText id:
                if (!categoryIds.Add(id.Text))
                {
                    log.Error(path, line, $"The category '{id.Text}' is listed again. Remove one.");
                }
                else
                {
                    categories.Add((id, Without(map, "type", "id")));
                }

                break;
            case "attribute" when Id(map) is YamlText id:
                ReadAttribute(id, Without(map, "type", "id"));
                break;
            case "value" when Id(map) is YamlText id:
                ReadValue(id, TextOf(map, "attribute"), Without(map, "type", "id", "attribute"));
                break;
            default:
                if (!Types.Contains(type))
                {
                    log.Error(path, line, $"The line has the type '{type}'. Expected one of {string.Join(", ", Types)}.");
                }

                break;
        }
    }

    private void ReadAttribute(YamlText id, YamlMap map)
    {
        var place = new Place(path, map.Line);
        if (!Ids.Check(id.Text, "attribute", place, log))
        {
            return;
        }

        var draft = new AttributeDraft(new AttributeDefinition { Id = id.Text, Name = "" }, place);
        if (!attributes.TryAdd(id.Text, draft))
        {
            log.Error(
                path, map.Line, $"The attribute '{id.Text}' is listed again, first on line {attributes[id.Text].Place.Line}. Remove one.");
            return;
        }

        values.Add(id.Text, []);
        string owner = $"attribute '{id.Text}'";
        var fields = new YamlFields(map, path, owner, log, AttributeSettings.Keys);
        fields.RequiredText("name", "Color");
        AttributeSettings.Apply(draft, fields, owner, log);
    }

    private void ReadValue(YamlText id, string attribute, YamlMap map)
    {
        var place = new Place(path, map.Line);
        if (!attributes.TryGetValue(attribute, out AttributeDraft? draft))
        {
            log.Error(path, map.Line,
                $"The value '{id.Text}' is of attribute '{attribute}', which no line before it "
                    + $"declares.{log.Hint(attribute, attributes.Keys)}");
        }
        else if (!valueLines.TryAdd((attribute, id.Text), map.Line))
        {
            log.Error(path, map.Line, $"The value '{id.Text}' of '{attribute}' is listed again, first on line "
                + $"{valueLines[(attribute, id.Text)]}. Remove one.");
        }
        else if (Ids.Check(id.Text, "value", place, log))
        {
            draft.SetPlaceOfValue(id.Text, place);
            TaxonomyValue value = ValueSettings.Apply(draft, new TaxonomyValue { Id = id.Text, Label = "" }, map, path, log);
            if (value.Label.Length == 0)
            {
                log.Error(path, map.Line, $"The value '{id.Text}' has no label.");
            }

            values[attribute].Add(value);
        }
    }

    private YamlText? Id(YamlMap map)
    {
        if (map.Entries.FirstOrDefault(entry => entry.Key.Text == "id").Value is YamlText { IsMissing: false } id)
        {
            return id;
        }

        log.Error(path, map.Line, "The line has no 'id'.");
        return null;
    }

    private static string TextOf(YamlMap map, string key) =>
        map.Entries.FirstOrDefault(entry => entry.Key.Text == key).Value is YamlText text ? text.Text : "";

    private static YamlMap Without(YamlMap map, params string[] keys) =>
        new(map.Line, [.. map.Entries.Where(entry => !keys.Contains(entry.Key.Text))]);
}
