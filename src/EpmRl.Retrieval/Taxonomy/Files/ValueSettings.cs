using System.Text.RegularExpressions;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Reads values: <c>id: Label</c>, or <c>id: {label: …, aliases: […]}</c>.</summary>
internal static partial class ValueSettings
{
    /// <summary>Reads the <c>values</c> of an attribute file.</summary>
    public static void ReadAll(AttributeDraft draft, YamlMap map, string path, ProblemLog log)
    {
        var values = new List<TaxonomyValue>(map.Entries.Count);
        foreach ((YamlText key, YamlNode node) in map.Entries)
        {
            var place = new Place(path, key.Line);
            if (!Ids.Check(key.Text, "value", place, log))
            {
                continue;
            }

            draft.SetPlaceOfValue(key.Text, place);
            var value = new TaxonomyValue { Id = key.Text, Label = "" };
            value = node switch
            {
                YamlText { IsMissing: false } label when TextKey.Of(label.Text).Length > 0 => value with { Label = label.Text },
                YamlMap settings => Apply(draft, value, settings, path, log),
                _ => value,
            };

            if (value.Label.Length > 0)
            {
                values.Add(value);
            }
            else if (node is not YamlMap || !((YamlMap)node).Entries.Any(entry => entry.Key.Text == "label"))
            {
                log.Error(path, key.Line, $"The value '{key.Text}' has no label. Write '{key.Text}: Label', or '{key.Text}: {{label: "
                    + $"Label, aliases: [other]}}'.");
            }
        }

        draft.Definition = draft.Definition with { Values = values };
    }

    /// <summary>Applies a value's map; absent keys change nothing, lists and maps replace.</summary>
    public static TaxonomyValue Apply(AttributeDraft draft, TaxonomyValue value, YamlMap map, string path, ProblemLog log)
    {
        var fields = new YamlFields(map, path, $"value '{value.Id}'", log, TaxonomySchema.ValueKeys);
        IReadOnlyList<YamlText>? aliases = fields.Texts("aliases");
        foreach (YamlText alias in aliases ?? [])
        {
            draft.SetPlaceOfAlias(value.Id, alias.Text, new Place(path, alias.Line));
        }

        if (fields.Has("replaced_by") || fields.Has("split_into"))
        {
            draft.SetPlace(
                ReplacedByOf(value.Id), new Place(path, fields.LineOf(fields.Has("replaced_by") ? "replaced_by" : "split_into")));
        }

        return value with
        {
            Label = fields.Text("label") ?? value.Label,
            Aliases = aliases is null ? value.Aliases : [.. aliases.Select(alias => alias.Text)],
            LocaleLabels = Locales(fields, log) ?? value.LocaleLabels,
            Description = fields.Text("description") ?? value.Description,
            Status = fields.Choice("status", TaxonomySchema.Statuses) ?? value.Status,
            ReplacedBy = fields.Text("replaced_by") ?? value.ReplacedBy,
            SplitInto = fields.Texts("split_into") is { } parts ? [.. parts.Select(part => part.Text)] : value.SplitInto,
        };
    }

    /// <summary>The key under which a draft stores the position of a value's <c>replaced_by</c>.</summary>
    public static string ReplacedByOf(string valueId) => "replaced_by " + valueId;

    /// <summary>Whether a text has the form of a BCP 47 language tag.</summary>
    public static bool IsLanguageTag(string text) => LanguageTag().IsMatch(text);

    private static SortedDictionary<string, string>? Locales(YamlFields fields, ProblemLog log)
    {
        if (fields.Map("locales") is not { } map)
        {
            return null;
        }

        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((YamlText key, YamlNode node) in map.Entries)
        {
            if (!IsLanguageTag(key.Text))
            {
                log.Error(fields.Path, key.Line, $"'{key.Text}' is not a language tag. Expected one of BCP 47, such as 'de' or 'pt-BR'.");
            }
            else if (node is YamlText text && TextKey.Of(text.Text).Length > 0)
            {
                labels[key.Text] = text.Text;
            }
            else
            {
                log.Error(fields.Path, node.Line, $"The label for '{key.Text}' is {node.Kind}. Expected a text.");
            }
        }

        return labels;
    }

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();
}
