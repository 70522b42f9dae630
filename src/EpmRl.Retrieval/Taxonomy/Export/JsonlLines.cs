using System.Text.Json;
using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The lines of the lossless export: the keys of the taxonomy's own files; defaults are omitted.</summary>
internal sealed class JsonlLines(Utf8JsonWriter json, Stream stream)
{
    public void Header(ProductTaxonomy taxonomy) => Line("taxonomy", () =>
    {
        json.WriteNumber("format", TaxonomySchema.Format);
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

                    Texts("spellings", unit.Spellings);
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
                    Texts(family, words);
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
                Fields(TaxonomyText.Nodes(draft));
            });
        }
    }

    public void Attribute(AttributeDefinition attribute)
    {
        Line("attribute", () =>
        {
            json.WriteString("id", attribute.Id);
            Fields(AttributeSettings.Nodes(attribute, Written.InExports));
        });
        foreach (TaxonomyValue value in attribute.Values)
        {
            Line("value", () =>
            {
                json.WriteString("attribute", attribute.Id);
                json.WriteString("id", value.Id);
                Fields(TaxonomyText.Nodes(value));
            });
        }
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

    private void Fields(IEnumerable<(string Key, YamlNode Node)> fields)
    {
        foreach ((string key, YamlNode node) in fields)
        {
            json.WritePropertyName(key);
            Node(node);
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

    private void Texts(string key, IReadOnlyList<string> texts)
    {
        json.WritePropertyName(key);
        Node(YamlList.Of(texts));
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
