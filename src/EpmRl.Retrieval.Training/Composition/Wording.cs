using System.Text.RegularExpressions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Training.Composition;

/// <summary>Words a value as sellers do: another name, another case, a hyphen more or less, a typing error.</summary>
internal static partial class Wording
{
    /// <summary>A wording of a value.</summary>
    public static string Of(TaxonomyValue value, Random random) => Spelled(Name(value, random), random);

    /// <summary>A spelling of a value's name.</summary>
    public static string Spelled(string name, Random random)
    {
        string text = name;
        if (Parenthesised().Match(text) is { Success: true } both && random.NextDouble() < 0.7)
        {
            text = both.Groups[random.Next(1, 3)].Value; // "Medium (M)": either part
        }

        text = random.NextDouble() switch
        {
            < 0.25 => text.ToLowerInvariant(),
            < 0.32 => text.ToUpperInvariant(),
            _ => text,
        };
        text = random.NextDouble() < 0.15 ? text.Replace('-', ' ') : text;
        text = random.NextDouble() < 0.1 ? text.Replace(' ', '-') : text;
        return random.NextDouble() < 0.05 ? Mistyped(text, random) : text;
    }

    /// <summary>A wording of an attribute's value, sometimes with the attribute's name.</summary>
    public static string Of(AttributeDefinition attribute, TaxonomyValue value, Random random)
    {
        string text = Of(value, random);
        return random.NextDouble() switch
        {
            < 0.75 => text,
            < 0.9 => $"{text} {attribute.Name.ToLowerInvariant()}",
            _ => $"{attribute.Name}: {text}",
        };
    }

    private static string Name(TaxonomyValue value, Random random)
    {
        string[] others =
            [.. value.Aliases, .. value.LocaleLabels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => label.Value)];
        return others.Length > 0 && random.NextDouble() < 0.3 ? others[random.Next(others.Length)] : value.Label;
    }

    private static string Mistyped(string text, Random random)
    {
        if (text.Length < 5)
        {
            return text;
        }

        int at = random.Next(1, text.Length - 1);
        return random.Next(3) switch
        {
            0 => text.Remove(at, 1),
            1 => $"{text[..at]}{text[at + 1]}{text[at]}{text[(at + 2)..]}",
            _ => text.Insert(at, text[at].ToString()),
        };
    }

    [GeneratedRegex(@"^(.+?) \((.+)\)$")]
    private static partial Regex Parenthesised();
}
