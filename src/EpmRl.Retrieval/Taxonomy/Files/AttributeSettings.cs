using System.Globalization;

namespace EpmRl.Retrieval.Taxonomy.Files;

/// <summary>Applies the settings of an attribute file, or of an entry of a schema file, to an attribute. Absent keys change nothing.</summary>
internal static class AttributeSettings
{
    /// <summary>Applies every key but <c>values</c>.</summary>
    public static void Apply(AttributeDraft draft, YamlFields fields, string owner, ProblemLog log)
    {
        foreach (string key in TaxonomyWords.AttributeKeys)
        {
            if (fields.Has(key))
            {
                draft.SetPlace(key, new Place(fields.Path, fields.LineOf(key)));
            }
        }

        AttributeDefinition now = draft.Definition;
        AttributeKind kind = fields.Choice("kind", TaxonomyWords.Kinds) ?? now.Kind;
        draft.Definition = now with
        {
            Name = fields.Text("name") ?? now.Name,
            Description = fields.Text("description") ?? now.Description,
            Kind = kind,
            MaxValues = MaxValues(fields) ?? now.MaxValues,
            Required = fields.Flag("required") ?? now.Required,
            Open = fields.Flag("open") ?? now.Open,
            CaseSensitive = fields.Flag("case_sensitive") ?? now.CaseSensitive,
            RoleWords = Distinct(fields, "role_words", log) ?? now.RoleWords,
            Packs = Distinct(fields, "packs", log) ?? now.Packs,
            MixedValue = fields.Text("mixed_value") ?? now.MixedValue,
            Quantity = Quantity(fields, kind, now.Quantity, owner, log),
            Identifier = Identifier(fields, kind, now.Identifier, owner, log),
        };
    }

    private static int? MaxValues(YamlFields fields) =>
        fields.IsText("max_values", TaxonomyWords.Many) ? int.MaxValue : fields.Whole("max_values", 1, int.MaxValue);

    private static QuantityFormat? Quantity(YamlFields fields, AttributeKind kind, QuantityFormat? now, string owner, ProblemLog log)
    {
        if (!TaxonomyWords.IsQuantity(kind))
        {
            Refuse(fields, TaxonomyWords.QuantityKeys, "measurements and numbers", "measurement", kind, owner, log);
            return null;
        }

        now ??= new QuantityFormat();
        return now with
        {
            Unit = fields.Text("unit") ?? now.Unit,
            InputUnits = Distinct(fields, "input_units", log) ?? now.InputUnits,
            LocalUnits = LocalUnits(fields, owner, log) ?? now.LocalUnits,
            AssumedUnit = fields.Text("assumed_unit") ?? now.AssumedUnit,
            Decimals = fields.Whole("decimals", 0, 9) ?? now.Decimals,
            Usual = Usual(fields, owner, log) ?? now.Usual,
            Range = fields.Choice("range", TaxonomyWords.Ranges) ?? now.Range,
            Sum = fields.Flag("sum") ?? now.Sum,
            RoleRequired = fields.Flag("role_required") ?? now.RoleRequired,
            ChainPlaces = ChainPlaces(fields, owner, log) ?? now.ChainPlaces,
        };
    }

    private static IdentifierFormat? Identifier(YamlFields fields, AttributeKind kind, IdentifierFormat? now, string owner, ProblemLog log)
    {
        if (kind != AttributeKind.Identifier)
        {
            Refuse(fields, TaxonomyWords.IdentifierKeys, "identifiers", "identifier", kind, owner, log);
            return null;
        }

        now ??= new IdentifierFormat();
        (int From, int? To)? keep = Keep(fields, owner, log);
        return now with
        {
            Gtin = fields.Flag("gtin") ?? now.Gtin,
            From = keep?.From ?? now.From,
            To = keep is null ? now.To : keep.Value.To,
            KeepMarks = fields.Flag("keep_marks") ?? now.KeepMarks,
            MinLength = fields.Whole("min_length", 1, 100) ?? now.MinLength,
        };
    }

    private static void Refuse(
        YamlFields fields, string[] keys, string owners, string example, AttributeKind kind, string owner, ProblemLog log)
    {
        foreach (string key in keys.Where(fields.Has))
        {
            log.Error(fields.Path, fields.LineOf(key),
                $"'{key}' is a setting of {owners}, but {owner} is {TaxonomyWords.Of(kind)}. Remove it, or set 'kind: {example}'.");
        }
    }

    private static IReadOnlyList<string>? Distinct(YamlFields fields, string key, ProblemLog log)
    {
        if (fields.Texts(key) is not { } texts)
        {
            return null;
        }

        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (YamlText text in texts)
        {
            if (!seen.TryAdd(text.Text, text.Line))
            {
                log.Error(fields.Path, text.Line, $"'{key}' lists '{text.Text}' again, first on line {seen[text.Text]}. Remove one.");
            }
        }

        return [.. seen.Keys];
    }

    private static Dictionary<string, double>? LocalUnits(YamlFields fields, string owner, ProblemLog log)
    {
        if (fields.Map("local_units") is not { } map)
        {
            return null;
        }

        var units = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach ((YamlText key, YamlNode value) in map.Entries)
        {
            if (YamlFields.TryNumber(value, out double factor) && factor > 0)
            {
                units[key.Text] = factor;
            }
            else
            {
                log.Error(fields.Path, value.Line,
                    $"The local unit '{key.Text}' of {owner} is {value.Kind}. Expected how many units it stands for, a number above 0.");
            }
        }

        return units;
    }

    private static UsualRange? Usual(YamlFields fields, string owner, ProblemLog log)
    {
        if (fields.Text("usual") is not string usual)
        {
            return null;
        }

        string[] ends = usual.Split('-');
        if (ends.Length == 2
            && double.TryParse(ends[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double least)
            && double.TryParse(ends[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double most) && least <= most)
        {
            return new UsualRange(least, most);
        }

        log.Error(fields.Path, fields.LineOf("usual"),
            $"'usual' of {owner} is '{usual}'. Expected the least and the largest of its usual values, in its unit: 'usual: 0.5-40'.");
        return null;
    }

    private static Dictionary<int, int>? ChainPlaces(YamlFields fields, string owner, ProblemLog log)
    {
        if (fields.Map("chain_places") is not { } map)
        {
            return null;
        }

        var places = new Dictionary<int, int>();
        foreach ((YamlText key, YamlNode value) in map.Entries)
        {
            if (int.TryParse(key.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length is >= 1 and <= 9
                && value is YamlText text && int.TryParse(text.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int place)
                && place >= 1 && place <= length)
            {
                places[length] = place;
            }
            else
            {
                log.Error(fields.Path, key.Line, $"'chain_places' of {owner} has '{key.Text}' with {value.Kind}. "
                    + "Expected the length of a chain (1 to 9) with the attribute's place in it, from 1: {2: 1, 3: 1}.");
            }
        }

        return places;
    }

    private static (int From, int? To)? Keep(YamlFields fields, string owner, ProblemLog log)
    {
        if (fields.Text("keep") is not string keep)
        {
            return null;
        }

        string[] ends = keep.Split('-');
        if (ends.Length == 2 && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int from) && from >= 1)
        {
            if (ends[1].Length == 0)
            {
                return (from, null);
            }

            if (int.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out int to) && to >= from)
            {
                return (from, to);
            }
        }

        log.Error(fields.Path, fields.LineOf("keep"),
            $"'keep' of {owner} is '{keep}'. Expected the first and last letter or digit that labels keep, from 1: 'keep: 2-6', or 'keep: 2-'.");
        return null;
    }
}
