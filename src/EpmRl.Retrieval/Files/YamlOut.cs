using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EpmRl.Retrieval.Files;

/// <summary>Writes YAML texts: plain where every YAML reader reads them as the same text, quoted elsewhere.</summary>
internal static partial class YamlOut
{
    /// <summary>A text as a YAML scalar, valid in a key, a flow list or a flow map.</summary>
    /// <exception cref="ArgumentException">The text holds half a surrogate pair, which no file can.</exception>
    public static string Text(string text)
    {
        if (Plain().IsMatch(text) && !TakenForSomethingElse().IsMatch(text))
        {
            return text;
        }

        var quoted = new StringBuilder(text.Length + 2).Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                quoted.Append(c).Append(text[++i]);
            }
            else if (char.IsSurrogate(c))
            {
                throw new ArgumentException(
                    $"The text '{text[..i]}…' holds half a surrogate pair, so it is not Unicode and cannot be written.", nameof(text));
            }
            else
            {
                quoted.Append(c switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\n' => "\\n",
                    '\t' => "\\t",
                    _ when NeedsEscape(c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                    _ => null,
                } ?? c.ToString());
            }
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A node on one line. Map keys keep their order, so that the same map always gives the same text.</summary>
    public static string Node(YamlNode node) => node switch
    {
        YamlText { IsQuoted: true } text => Text(text.Text),
        YamlText plain => plain.Text,
        YamlList list => $"[{string.Join(", ", list.Items.Select(Node))}]",
        YamlMap map => Map(map.Entries.OrderBy(entry => entry.Key.IsQuoted ? entry.Key.Text : "", StringComparer.Ordinal)
            .Select(entry => (Node(entry.Key), Node(entry.Value)))),
        _ => throw new ArgumentException($"No node to write: {node.Kind}.", nameof(node)),
    };

    /// <summary><c>[a, b]</c>.</summary>
    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Text))}]";

    /// <summary><c>{a: 1, b: 2}</c>; the contents are YAML already.</summary>
    public static string Map(IEnumerable<(string Key, string Yaml)> entries) =>
        $"{{{string.Join(", ", entries.Select(entry => $"{entry.Key}: {entry.Yaml}"))}}}";

    /// <summary>A number, in the shortest form that reads back as the same number.</summary>
    public static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static bool NeedsEscape(char c) => c >= '\ufff0'
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse
        || (c != ' ' && CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator);

    // Starts with a letter or digit; inside also marks without meaning to YAML there; does not end in a space.
    [GeneratedRegex(@"^[\p{L}0-9]([\p{L}\p{M}0-9 _./+()&'%°²³-]*[\p{L}\p{M}0-9_./+()%°²³])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    // Numbers, dates, times and truth values of YAML 1.1 and 1.2.
    [GeneratedRegex(
        @"^([-+.]?\d[\d_.,:eExXoOa-fA-F+-]*|[0-9.]+|y|n|yes|no|on|off|true|false|null|nan|inf)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex TakenForSomethingElse();
}
