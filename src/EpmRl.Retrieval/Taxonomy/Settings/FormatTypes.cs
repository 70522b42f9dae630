using System.Globalization;
using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Units as multiples of another unit.</summary>
internal sealed class FactorsType : SettingType<IReadOnlyDictionary<string, double>>
{
    public override bool TryRead(SettingSource from, out IReadOnlyDictionary<string, double> value)
    {
        var units = new Dictionary<string, double>(StringComparer.Ordinal);
        YamlMap? map = from.Fields.Map(from.Key);
        foreach ((YamlText key, YamlNode node) in map?.Entries ?? [])
        {
            if (YamlFields.TryNumber(node, out double factor) && factor > 0)
            {
                units[key.Text] = factor;
            }
            else
            {
                from.Log.Error(from.Fields.Path, node.Line, $"The local unit '{key.Text}' of {from.Owner} is {node.Kind}. "
                    + $"Expected how many units it stands for, a number above 0.");
            }
        }

        value = units;
        return map is not null;
    }

    public override YamlNode NodeOf(IReadOnlyDictionary<string, double> value) =>
        YamlMap.Of(value.Select(pair => (pair.Key, (YamlNode)YamlText.Plain(YamlOut.Number(pair.Value)))));

    public override void Write(ISettingWriter to, IReadOnlyDictionary<string, double> value) => to.Factors(value);

    public override IReadOnlyDictionary<string, double> Load(ref SnapshotReader from) => from.Factors();

    public override bool IsNothing(IReadOnlyDictionary<string, double> value) => value.Count == 0;
}

/// <summary>Lengths of chains with a position in each.</summary>
internal sealed class PlacesType : SettingType<IReadOnlyDictionary<int, int>>
{
    public override bool TryRead(SettingSource from, out IReadOnlyDictionary<int, int> value)
    {
        var places = new Dictionary<int, int>();
        YamlMap? map = from.Fields.Map(from.Key);
        foreach ((YamlText key, YamlNode node) in map?.Entries ?? [])
        {
            if (Parsed.Whole(key.Text) is { } length and >= 1 and <= 9
                && node is YamlText text && Parsed.Whole(text.Text) is { } place && place >= 1 && place <= length)
            {
                places[length] = place;
            }
            else
            {
                from.Log.Error(from.Fields.Path, key.Line, $"'{from.Key}' of {from.Owner} has '{key.Text}' with {node.Kind}. "
                    + "Expected the length of a chain (1 to 9) with the attribute's place in it, from 1: {2: 1, 3: 1}.");
            }
        }

        value = places;
        return map is not null;
    }

    public override YamlNode NodeOf(IReadOnlyDictionary<int, int> value) => new YamlMap(0, [.. value.OrderBy(pair => pair.Key)
        .Select(pair => (YamlText.Plain(YamlOut.Number(pair.Key)), (YamlNode)YamlText.Plain(YamlOut.Number(pair.Value))))]);

    public override void Write(ISettingWriter to, IReadOnlyDictionary<int, int> value) => to.Places(value);

    public override IReadOnlyDictionary<int, int> Load(ref SnapshotReader from) => from.Places();

    public override bool IsNothing(IReadOnlyDictionary<int, int> value) => value.Count == 0;
}

/// <summary>The smallest and the largest usual value: <c>0.5-40</c>.</summary>
internal sealed class RangeType : SettingType<UsualRange?>
{
    public override bool TryRead(SettingSource from, out UsualRange? value)
    {
        value = null;
        if (from.Fields.Text(from.Key) is not { } text)
        {
            return false;
        }

        if (text.Split('-') is [var first, var last] && Parsed.Real(first) is { } least && Parsed.Real(last) is { } most && least <= most)
        {
            value = new UsualRange(least, most);
            return true;
        }

        from.Wrong($"'{from.Key}' of {from.Owner} is '{text}'. "
            + $"Expected the least and the largest of its usual values, in its unit: '{from.Key}: 0.5-40'.");
        return false;
    }

    public override YamlNode NodeOf(UsualRange? value) => YamlText.Plain($"{YamlOut.Number(value!.Least)}-{YamlOut.Number(value.Most)}");

    public override void Write(ISettingWriter to, UsualRange? value) => to.Range(value);

    public override UsualRange? Load(ref SnapshotReader from) => from.Flag() ? new UsualRange(from.Real(), from.Real()) : null;
}

/// <summary>The first and the last letter or digit of a code that labels keep: <c>2-6</c>, or <c>2-</c>.</summary>
internal sealed class KeepType : SettingType<(int From, int? To)>
{
    public override bool TryRead(SettingSource from, out (int From, int? To) value)
    {
        value = default;
        if (from.Fields.Text(from.Key) is not { } text)
        {
            return false;
        }

        if (text.Split('-') is [var first, var last] && Parsed.Whole(first) is { } start and >= 1
            && (last.Length == 0 || (Parsed.Whole(last) is { } end && end >= start)))
        {
            value = (start, last.Length == 0 ? null : Parsed.Whole(last));
            return true;
        }

        from.Wrong($"'{from.Key}' of {from.Owner} is '{text}'. "
            + $"Expected the first and last letter or digit that labels keep, from 1: '{from.Key}: 2-6', or '{from.Key}: 2-'.");
        return false;
    }

    public override YamlNode NodeOf((int From, int? To) value) =>
        YamlText.Plain(string.Create(CultureInfo.InvariantCulture, $"{value.From}-{value.To}"));

    public override void Write(ISettingWriter to, (int From, int? To) value)
    {
        to.Number(value.From);
        to.Optional(value.To);
    }

    public override (int From, int? To) Load(ref SnapshotReader from) => (from.Number(), from.Optional());
}

file static class Parsed
{
    public static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    public static double? Real(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) ? number : null;
}
