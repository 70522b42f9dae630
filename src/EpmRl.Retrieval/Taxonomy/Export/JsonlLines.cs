using System.Text.Json;
using EpmRl.Retrieval.Taxonomy.Files;
using EpmRl.Retrieval.Taxonomy.Settings;

namespace EpmRl.Retrieval.Taxonomy.Export;

/// <summary>The lines of the lossless export: the keys of the taxonomy's own files; what has its default is left out.</summary>
internal sealed class JsonlLines(Utf8JsonWriter json, Stream stream)
{
    public void Header(ProductTaxonomy taxonomy) => Line("taxonomy", () =>
    {
        json.WriteNumber("format", TaxonomyWords.Format);
        json.WriteString("name", taxonomy.Name);
        json.WriteString("locale", taxonomy.Locale);
    });

    public void Packs(ProductTaxonomy taxonomy)
    {
        var names = new TakenIds(taxonomy.Packs.Select(pack => pack.Name));
        if (taxonomy.Units.Units.Count > 0)
        {
            Pack(names.Unique("units"), "units", () =>
            {
                json.WriteStartArray("units");
                foreach (UnitDefinition unit in taxonomy.Units.Units)
                {
                    json.WriteStartObject();
                    json.WriteString("name", unit.Name);
                    json.WriteString("dimension", unit.Dimension);
                    json.WriteNumber("factor", unit.Factor);
                    if (unit.Offset != 0)
                    {
                        json.WriteNumber("offset", unit.Offset);
                    }

                    Texts("spellings", unit.Spellings, always: true);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
        }

        if (taxonomy.NumberWords.Values.Count > 0)
        {
            Pack(names.Unique("numbers"), "numbers", () => Numbers("words", taxonomy.NumberWords.Values));
        }

        foreach (ValuePack pack in taxonomy.Packs)
        {
            (string kind, string content) = pack.Kind switch
            {
                PackKind.Cues => ("cues", "cues"),
                PackKind.Phrases => ("phrases", "families"),
                _ => ("values", "families"),
            };
            Pack(pack.Name, kind, () =>
            {
                json.WriteStartObject(content);
                foreach ((string family, IReadOnlyList<string> words) in pack.Families)
                {
                    Texts(family, words, always: true);
                }

                json.WriteEndObject();
            });
        }
    }

    public void Categories(ProductTaxonomy taxonomy)
    {
        var byId = taxonomy.Categories.ToDictionary(category => category.Id, StringComparer.Ordinal);
        foreach (Category category in taxonomy.Categories)
        {
            CategoryDraft draft = CategoryDraft.Of(category, category.ParentId is null ? null : byId[category.ParentId]);
            Line("category", () =>
            {
                json.WriteString("id", draft.Id);
                json.WriteString("name", draft.Name);
                Text("parent", draft.ParentId);
                Text("description", draft.Description);
                Names(draft.Names);
                Texts("attributes", draft.Own);
                Texts("without", draft.Without);
            });
        }
    }

    private void Names(IReadOnlyDictionary<string, IReadOnlyList<string>> names)
    {
        if (names.Count > 0)
        {
            json.WriteStartObject("names");
            foreach ((string language, IReadOnlyList<string> texts) in names.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                Texts(language, texts, always: true);
            }

            json.WriteEndObject();
        }
    }

    public void Attribute(AttributeDefinition attribute)
    {
        Line("attribute", () => Settings(attribute));
        foreach (TaxonomyValue value in attribute.Values)
        {
            Line("value", () => Value(attribute.Id, value));
        }
    }

    private void Settings(AttributeDefinition attribute)
    {
        json.WriteString("id", attribute.Id);
        foreach (Setting setting in AttributeSettings.WrittenOf(attribute, Written.InExports))
        {
            json.WritePropertyName(setting.Key);
            Node(setting.NodeOf(attribute));
        }
    }

    private void Value(string attribute, TaxonomyValue value)
    {
        json.WriteString("attribute", attribute);
        json.WriteString("id", value.Id);
        json.WriteString("label", value.Label);
        Texts("aliases", value.Aliases);
        if (value.LocaleLabels.Count > 0)
        {
            json.WriteStartObject("locales");
            foreach ((string locale, string label) in value.LocaleLabels.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                json.WriteString(locale, label);
            }

            json.WriteEndObject();
        }

        Text("description", value.Description);
        Text("status", value.Status == ValueStatus.Active ? null : TaxonomyWords.Of(value.Status));
        Text("replaced_by", value.ReplacedBy);
        Texts("split_into", value.SplitInto);
    }

    private void Pack(string name, string kind, Action content) => Line("pack", () =>
    {
        json.WriteString("pack", name);
        json.WriteString("kind", kind);
        content();
    });

    private void Line(string type, Action content)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        content();
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
        json.Reset();
    }

    private void Text(string key, string? text)
    {
        if (text is not null)
        {
            json.WriteString(key, text);
        }
    }

    private void Node(YamlNode node)
    {
        switch (node)
        {
            case YamlText { IsQuoted: false } plain when plain.Text is "true" or "false" || YamlFields.TryNumber(plain, out _):
                json.WriteRawValue(plain.Text);
                break;
            case YamlText text:
                json.WriteStringValue(text.Text);
                break;
            case YamlList list:
                json.WriteStartArray();
                foreach (YamlNode item in list.Items)
                {
                    Node(item);
                }

                json.WriteEndArray();
                break;
            case YamlMap map:
                json.WriteStartObject();
                foreach ((YamlText key, YamlNode value) in map.Entries)
                {
                    json.WritePropertyName(key.Text);
                    Node(value);
                }

                json.WriteEndObject();
                break;
        }
    }

    private void Texts(string key, IReadOnlyList<string> texts, bool always = false)
    {
        if (texts.Count > 0 || always)
        {
            json.WriteStartArray(key);
            foreach (string text in texts)
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
        }
    }

    private void Numbers(string key, IEnumerable<KeyValuePair<string, double>> numbers)
    {
        json.WriteStartObject(key);
        foreach ((string name, double number) in numbers)
        {
            json.WriteNumber(name, number);
        }

        json.WriteEndObject();
    }
}
