using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Reads one pack file.</summary>
internal static class PackReader
{
    // Kind → the key of its content.
    private static readonly IReadOnlyDictionary<string, (string Kind, string Content)> Kinds =
        new Dictionary<string, (string, string)>(StringComparer.Ordinal)
        {
            ["values"] = ("values", "families"),
            ["phrases"] = ("phrases", "families"),
            ["units"] = ("units", "units"),
            ["numbers"] = ("numbers", "words"),
            ["cues"] = ("cues", "cues"),
        };

    /// <summary>Reads a pack.</summary>
    /// <returns>A <see cref="ValuePack"/>, <see cref="UnitPack"/> or <see cref="NumberWords"/>; null when the file is unusable.</returns>
    public static object? Read(string path, string name, ProblemLog log) =>
        YamlFile.Read(path, log) is { } map ? Read(map, path, name, log) : null;

    /// <summary>The same for a map read before.</summary>
    public static object? Read(YamlMap map, string path, string name, ProblemLog log)
    {
        var fields = new YamlFields(map, path, $"pack '{name}'", log, ["pack", "kind", "share", "families", "units", "words", "cues"]);
        if (fields.RequiredText("pack", name) is { Length: > 0 } declared && declared != name)
        {
            log.Error(path, fields.LineOf("pack"), $"The file is named '{name}' but its pack '{declared}'. Give both the same name.");
        }

        fields.RequiredText("kind", "values");
        if (fields.Choice("kind", Kinds) is not { } kind)
        {
            return null;
        }

        foreach (string other in Kinds.Values.Select(each => each.Content).Distinct()
            .Where(other => other != kind.Content && fields.Has(other)))
        {
            log.Error(
                path, fields.LineOf(other), $"A pack of kind '{kind.Kind}' has no '{other}'. Its content belongs under '{kind.Content}'.");
        }

        if (!fields.Has(kind.Content))
        {
            log.Error(path, fields.Line, $"The pack '{name}' has no '{kind.Content}'.");
            return null;
        }

        return kind.Kind switch
        {
            "values" => fields.Map("families") is { } families
                ? new ValuePack(name, Families(families, path, name, log)) { Share = Share(fields, path, name, log) }
                : null,
            "phrases" =>
                fields.Map("families") is { } phrases ? new ValuePack(name, Phrases(phrases, path, name, log), PackKind.Phrases) : null,
            "cues" => fields.Map("cues") is { } cues ? new ValuePack(name, Cues(cues, path, name, log), PackKind.Cues) : null,
            "units" => fields.List("units") is { } units ? new UnitPack(Units(units, path, log)) : null,
            _ => fields.Map("words") is { } words ? new NumberWords(Words(words, path, log)) : null,
        };
    }

    private static double Share(YamlFields fields, string path, string name, ProblemLog log)
    {
        double share = fields.Number("share") ?? 0.5;
        if (share is > 0 and <= 1)
        {
            return share;
        }

        log.Error(path, fields.LineOf("share"), $"The pack '{name}' has the share {share}. Expected a number above 0, at most 1.");
        return 0.5;
    }

    private static OrderedDictionary<string, IReadOnlyList<string>> Families(YamlMap map, string path, string name, ProblemLog log)
    {
        var families = new OrderedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var lines = new Dictionary<string, (string Family, int Line)>(StringComparer.Ordinal);
        var fields =
            new YamlFields(map, path, $"pack '{name}'", log, map.Entries.Select(entry => entry.Key.Text).ToHashSet(StringComparer.Ordinal));
        foreach ((YamlText family, _) in map.Entries)
        {
            if (fields.Texts(family.Text) is not { } words)
            {
                continue;
            }

            foreach (YamlText word in PackSynonyms.NamesOf(family.Text)
                .Select(one => new YamlText(family.Line, one, family.IsQuoted)).Concat(words))
            {
                if (!lines.TryAdd(TextKey.Of(word.Text), (family.Text, word.Line)))
                {
                    (string other, int line) = lines[TextKey.Of(word.Text)];
                    log.Warn(
                        path, word.Line, $"'{word.Text}' of family '{family.Text}' is also in family '{other}', on line {line}. Keep one.");
                }
            }

            families.Add(family.Text, [.. words.Select(word => word.Text)]);
        }

        return families;
    }

    // A word may occur in several places: "at" before a range's first end, and before a rate.
    private static OrderedDictionary<string, IReadOnlyList<string>> Phrases(YamlMap map, string path, string name, ProblemLog log)
    {
        var families = new OrderedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var fields =
            new YamlFields(map, path, $"pack '{name}'", log, map.Entries.Select(entry => entry.Key.Text).ToHashSet(StringComparer.Ordinal));
        foreach ((YamlText family, _) in map.Entries)
        {
            if (fields.Texts(family.Text) is { } phrases)
            {
                families.Add(family.Text, [.. phrases.Select(phrase => phrase.Text)]);
            }
        }

        return families;
    }

    // A phrase may be a cue of several kinds: "no" before something absent, and after a label.
    private static OrderedDictionary<string, IReadOnlyList<string>> Cues(YamlMap map, string path, string name, ProblemLog log)
    {
        var cues = new OrderedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var fields = new YamlFields(map, path, $"pack '{name}'", log, [.. TaxonomySchema.Cues.Keys]);
        foreach ((YamlText kind, _) in map.Entries)
        {
            if (TaxonomySchema.Cues.ContainsKey(kind.Text) && fields.Texts(kind.Text) is { } phrases)
            {
                cues.Add(kind.Text, [.. phrases.Select(phrase => phrase.Text)]);
            }
        }

        return cues;
    }

    private static List<UnitDefinition> Units(YamlList list, string path, ProblemLog log)
    {
        var units = new List<UnitDefinition>(list.Items.Count);
        var lines = new Dictionary<(string Dimension, string Spelling), (string Unit, int Line)>();
        var dimensions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (YamlNode item in list.Items)
        {
            if (item is not YamlMap map)
            {
                log.Error(path, item.Line, $"Expected a unit, {{name: …, dimension: …, factor: …, spellings: […]}}, found {item.Kind}.");
                continue;
            }

            string name = map.Entries.FirstOrDefault(entry => entry.Key.Text == "name").Value is YamlText text ? text.Text : "";
            var fields = new YamlFields(map, path, $"unit '{name}'", log, ["name", "dimension", "factor", "offset", "spellings"]);
            name = fields.RequiredText("name", "centimeters");
            string dimension = fields.RequiredText("dimension", "length");
            fields.RequiredText("factor", "0.01");
            double factor = fields.Number("factor") ?? 1;
            if (factor <= 0)
            {
                log.Error(path, fields.LineOf("factor"), $"The unit '{name}' has factor {factor}. Expected a number above 0.");
            }

            if (dimensions.TryAdd(TextKey.Of(dimension), dimension) is false && dimensions[TextKey.Of(dimension)] != dimension)
            {
                log.Error(path, fields.LineOf("dimension"),
                    $"The unit '{name}' measures '{dimension}', others '{dimensions[TextKey.Of(dimension)]}'. Write it one way.");
            }

            IReadOnlyList<YamlText> spellings = fields.Texts("spellings") ?? [];
            foreach (YamlText spelling in spellings)
            {
                if (!lines.TryAdd((dimension, spelling.Text), (name, spelling.Line)))
                {
                    (string other, int line) = lines[(dimension, spelling.Text)];
                    log.Error(path, spelling.Line,
                        $"'{spelling.Text}' of unit '{name}' is a spelling of '{other}' too, on line {line}. Remove one.");
                }
            }

            units.Add(new UnitDefinition(
                name, dimension, factor, fields.Number("offset") ?? 0, [.. spellings.Select(spelling => spelling.Text)]));
        }

        return units;
    }

    private static OrderedDictionary<string, double> Words(YamlMap map, string path, ProblemLog log)
    {
        var words = new OrderedDictionary<string, double>(StringComparer.Ordinal);
        foreach ((YamlText key, YamlNode value) in map.Entries)
        {
            string word = key.Text.ToLowerInvariant();
            if (!YamlFields.TryNumber(value, out double number))
            {
                log.Error(path, value.Line, $"The word '{key.Text}' is {value.Kind}. Expected the number it means.");
            }
            else if (!words.TryAdd(word, number))
            {
                log.Error(path, key.Line, $"The word '{key.Text}' is listed again (words match without case). Remove one.");
            }
        }

        return words;
    }
}
