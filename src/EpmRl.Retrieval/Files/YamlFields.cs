using System.Globalization;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Files;

/// <summary>The keys of one map, read by type. A wrong type or an unknown key is logged, and the key then counts as absent.</summary>
internal sealed class YamlFields
{
    private readonly Dictionary<string, (int Line, YamlNode Value)> byKey = new(StringComparer.Ordinal);
    private readonly string owner;
    private readonly ProblemLog log;

    /// <param name="map">The map.</param>
    /// <param name="path">Its file.</param>
    /// <param name="owner">The owner of the keys, for messages: <c>category 'laptops'</c>.</param>
    /// <param name="log">Receives problems.</param>
    /// <param name="known">Every key that may occur.</param>
    public YamlFields(YamlMap map, string path, string owner, ProblemLog log, IReadOnlyCollection<string> known)
    {
        (Path, Line, this.owner, this.log) = (path, map.Line, owner, log);
        foreach ((YamlText key, YamlNode value) in map.Entries)
        {
            if (known.Contains(key.Text))
            {
                byKey.Add(key.Text, (key.Line, value));
            }
            else
            {
                log.Error(path, key.Line, $"{Capital(owner)} has the unknown key '{key.Text}'.{log.Hint(key.Text, known)}");
            }
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The map's first line.</summary>
    public int Line { get; }

    /// <summary>Whether the map has the key, readable or not.</summary>
    public bool Has(string key) => byKey.ContainsKey(key);

    /// <summary>Whether the key is absent, or has no value.</summary>
    public bool IsMissing(string key) => !byKey.TryGetValue(key, out var found) || found.Value is YamlText { IsMissing: true };

    /// <summary>The key's line, or the map's where the key is absent.</summary>
    public int LineOf(string key) => byKey.TryGetValue(key, out var found) ? found.Line : Line;

    /// <summary>A text; null when absent.</summary>
    public string? Text(string key)
    {
        if (!byKey.TryGetValue(key, out var found))
        {
            return null;
        }

        if (found.Value is YamlText text && TextKey.Of(text.Text).Length > 0)
        {
            return text.Text;
        }

        Wrong(key, "a text");
        return null;
    }

    /// <summary>A required text; empty, and logged, when it is missing.</summary>
    public string RequiredText(string key, string example)
    {
        if (!Has(key))
        {
            log.Error(Path, Line, $"{Capital(owner)} has no '{key}'. Add one, for example '{key}: {example}'.");
        }

        return Text(key) ?? "";
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool? Flag(string key)
    {
        if (!byKey.TryGetValue(key, out var found))
        {
            return null;
        }

        switch ((found.Value as YamlText)?.Text)
        {
            case "true":
                return true;
            case "false":
                return false;
            default:
                Wrong(key, "true or false");
                return null;
        }
    }

    /// <summary>Whether the key holds exactly this text.</summary>
    public bool IsText(string key, string expected) =>
        byKey.TryGetValue(key, out var found) && found.Value is YamlText text && text.Text == expected;

    /// <summary>A whole number between two bounds, both included.</summary>
    public int? Whole(string key, int least, int most)
    {
        if (!byKey.TryGetValue(key, out var found))
        {
            return null;
        }

        if (found.Value is YamlText text
            && int.TryParse(text.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            && number >= least && number <= most)
        {
            return number;
        }

        Wrong(key, most == int.MaxValue ? $"a whole number from {least}" : $"a whole number from {least} to {most}");
        return null;
    }

    /// <summary>A finite number.</summary>
    public double? Number(string key)
    {
        if (!byKey.TryGetValue(key, out var found))
        {
            return null;
        }

        if (TryNumber(found.Value, out double number))
        {
            return number;
        }

        Wrong(key, "a number");
        return null;
    }

    /// <summary>One of several fixed words.</summary>
    public T? Choice<T>(string key, IReadOnlyDictionary<string, T> choices)
        where T : struct
    {
        if (!byKey.TryGetValue(key, out var found))
        {
            return null;
        }

        if (found.Value is YamlText text)
        {
            if (choices.TryGetValue(text.Text, out T choice))
            {
                return choice;
            }

            log.Error(Path, found.Line,
                $"{Capital(owner)} has {key} '{text.Text}'. Expected one of "
                    + $"{string.Join(", ", choices.Keys)}.{Closest(text.Text, choices.Keys)}");
            return null;
        }

        Wrong(key, $"one of {string.Join(", ", choices.Keys)}");
        return null;
    }

    /// <summary>A list of texts with their lines; null when absent.</summary>
    public IReadOnlyList<YamlText>? Texts(string key)
    {
        if (!byKey.TryGetValue(key, out var found))
        {
            return null;
        }

        if (found.Value is YamlList list)
        {
            var texts = new List<YamlText>(list.Items.Count);
            foreach (YamlNode item in list.Items)
            {
                if (item is YamlText text && TextKey.Of(text.Text).Length > 0)
                {
                    texts.Add(text);
                }
                else
                {
                    log.Error(Path, item.Line, $"{Capital(owner)}: the list '{key}' holds {item.Kind}. Expected texts: {key}: [one, two].");
                }
            }

            return texts;
        }

        Wrong(key, $"a list ('{key}: [one, two]')");
        return null;
    }

    /// <summary>A map; null when absent.</summary>
    public YamlMap? Map(string key)
    {
        if (!byKey.TryGetValue(key, out var found))
        {
            return null;
        }

        if (found.Value is YamlMap map)
        {
            return map;
        }

        Wrong(key, "a map");
        return null;
    }

    /// <summary>A list of any nodes; null when absent.</summary>
    public YamlList? List(string key)
    {
        if (!byKey.TryGetValue(key, out var found))
        {
            return null;
        }

        if (found.Value is YamlList list)
        {
            return list;
        }

        Wrong(key, "a list");
        return null;
    }

    /// <summary>Reads a scalar as a finite number.</summary>
    public static bool TryNumber(YamlNode node, out double number)
    {
        number = 0;
        return node is YamlText text
            && double.TryParse(
                text.Text, NumberStyles.Float & ~(NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite),
                CultureInfo.InvariantCulture, out number)
            && double.IsFinite(number);
    }

    private static string Closest(string text, IEnumerable<string> known) =>
        ClosestName.Of(text, known) is string closest ? $" Closest: '{closest}'." : "";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private void Wrong(string key, string expected) =>
        log.Error(Path, byKey[key].Line, $"{Capital(owner)}: '{key}' is {byKey[key].Value.Kind}. Expected {expected}.");
}
