using System.Globalization;
using System.Text;
using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The text of each file of a taxonomy folder. The same taxonomy always gives the same text; defaults are omitted.</summary>
internal static class TaxonomyText
{
    public static string Header(ProductTaxonomy taxonomy, IReadOnlyList<string> packs)
    {
        var text = new StringBuilder();
        Line(text, "format", TaxonomySchema.Format.ToString(CultureInfo.InvariantCulture));
        Line(text, "name", YamlOut.Text(taxonomy.Name));
        Line(text, "locale", YamlOut.Text(taxonomy.Locale));
        if (packs.Count > 0)
        {
            Line(text, "packs", YamlOut.List(packs));
        }

        return text.ToString();
    }

    public static string Categories(ProductTaxonomy taxonomy) => Categories(CategoryDraft.AllOf(taxonomy).Values);

    public static string Categories(IEnumerable<CategoryDraft> drafts)
    {
        var text = new StringBuilder("categories:\n");
        foreach (CategoryDraft draft in drafts)
        {
            text.Append("  ").Append(YamlOut.Text(draft.Id)).Append(":\n");
            foreach ((string key, YamlNode node) in Nodes(draft))
            {
                Line(text, "    " + key, YamlOut.Node(node));
            }
        }

        return text.ToString();
    }

    public static string Attribute(AttributeDefinition attribute)
    {
        var text = new StringBuilder();
        foreach ((string key, string yaml) in Settings(attribute))
        {
            Line(text, key, yaml);
        }

        if (attribute.Values.Count > 0)
        {
            text.Append("values:\n");
            foreach (TaxonomyValue value in attribute.Values)
            {
                Line(text, "  " + YamlOut.Text(value.Id), Value(value));
            }
        }

        return text.ToString();
    }

    public static string Pack(ValuePack pack)
    {
        (string kind, string content) = pack.Kind switch
            {
                PackKind.Cues => ("cues", "cues"),
                PackKind.Phrases => ("phrases", "families"),
                _ => ("values", "families"),
            };
        var text =
            new StringBuilder($"pack: {YamlOut.Text(pack.Name)}\nkind: {kind}\n{content}:{(pack.Families.Count == 0 ? " {}" : "")}\n");
        foreach ((string family, IReadOnlyList<string> words) in pack.Families)
        {
            Line(text, "  " + YamlOut.Text(family), YamlOut.List(words));
        }

        return text.ToString();
    }

    public static string Pack(string name, UnitPack pack)
    {
        var text = new StringBuilder($"pack: {YamlOut.Text(name)}\nkind: units\nunits:\n");
        foreach (UnitDefinition unit in pack.Units)
        {
            var entries = new List<(string, string)>
            {
                ("name", YamlOut.Text(unit.Name)), ("dimension", YamlOut.Text(unit.Dimension)), ("factor", YamlOut.Number(unit.Factor)),
            };
            if (unit.Offset != 0)
            {
                entries.Add(("offset", YamlOut.Number(unit.Offset)));
            }

            entries.Add(("spellings", YamlOut.List(unit.Spellings)));
            text.Append("  - ").Append(YamlOut.Map(entries)).Append('\n');
        }

        return text.ToString();
    }

    public static string Pack(string name, NumberWords pack)
    {
        var text = new StringBuilder($"pack: {YamlOut.Text(name)}\nkind: numbers\nwords:\n");
        foreach ((string word, double number) in pack.Values)
        {
            Line(text, "  " + YamlOut.Text(word), YamlOut.Number(number));
        }

        return text.ToString();
    }

    /// <summary>Every key except <c>values</c> that differs from its default, in the order of the file; the kind always.</summary>
    public static IEnumerable<(string Key, string Yaml)> Settings(AttributeDefinition attribute) =>
        AttributeSettings.Nodes(attribute, Written.Always).Select(node => (node.Key, YamlOut.Node(node.Node)));

    /// <summary>The text after a value's id.</summary>
    public static string Value(TaxonomyValue value)
    {
        (string Key, string Yaml)[] settings = [.. Settings(value)];
        return settings.Length == 1 ? settings[0].Yaml : YamlOut.Map(settings);
    }

    /// <summary>Every key of a value that differs from its default, in the order of the file; the label always.</summary>
    public static IEnumerable<(string Key, string Yaml)> Settings(TaxonomyValue value) =>
        Nodes(value).Select(node => (node.Key, YamlOut.Node(node.Node)));

    /// <summary>The same, for files and exports.</summary>
    public static IEnumerable<(string Key, YamlNode Node)> Nodes(TaxonomyValue value)
    {
        yield return ("label", YamlText.Of(value.Label));
        if (value.Aliases.Count > 0)
        {
            yield return ("aliases", YamlList.Of(value.Aliases));
        }

        if (value.LocaleLabels.Count > 0)
        {
            yield return ("locales", YamlMap.Of(value.LocaleLabels.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => (pair.Key, (YamlNode)YamlText.Of(pair.Value)))));
        }

        if (value.Description is not null)
        {
            yield return ("description", YamlText.Of(value.Description));
        }

        if (value.Status != ValueStatus.Active)
        {
            yield return ("status", YamlText.Of(TaxonomySchema.Of(value.Status)));
        }

        if (value.ReplacedBy is not null)
        {
            yield return ("replaced_by", YamlText.Of(value.ReplacedBy));
        }

        if (value.SplitInto.Count > 0)
        {
            yield return ("split_into", YamlList.Of(value.SplitInto));
        }
    }

    /// <summary>Every key of a category that is not empty, in the order of the file.</summary>
    public static IEnumerable<(string Key, YamlNode Node)> Nodes(CategoryDraft draft)
    {
        yield return ("name", YamlText.Of(draft.Name));
        if (draft.ParentId is not null)
        {
            yield return ("parent", YamlText.Of(draft.ParentId));
        }

        if (draft.Description is not null)
        {
            yield return ("description", YamlText.Of(draft.Description));
        }

        if (draft.Names.Count > 0)
        {
            yield return ("names", YamlMap.Of(draft.Names.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => (pair.Key, (YamlNode)YamlList.Of(pair.Value)))));
        }

        if (draft.Own.Count > 0)
        {
            yield return ("attributes", YamlList.Of(draft.Own));
        }

        if (draft.Without.Count > 0)
        {
            yield return ("without", YamlList.Of(draft.Without));
        }
    }

    private static void Line(StringBuilder text, string key, string yaml) => text.Append(key).Append(": ").Append(yaml).Append('\n');
}
