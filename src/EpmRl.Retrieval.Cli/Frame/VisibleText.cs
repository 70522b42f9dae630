using System.Buffers;
using System.Globalization;
using System.Text;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>
/// Text that a terminal can show without obeying it: characters that move the cursor, change its state or turn the direction of the text
/// are written as <c>\u001b</c>, as JSON writes them. A text that is JSON stays the same JSON.
/// </summary>
/// <remarks>
/// Line feed and tab pass. So do the marks U+200E, U+200F and U+061C: Hebrew and Arabic texts need them, and they turn no other text.
/// </remarks>
internal static class VisibleText
{
    // Surrogates need a check: a pair passes, half of one does not.
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
    [
        .. Range('\0', '\u001f').Except(['\n', '\t']),
        .. Range('\u007f', '\u009f'),
        .. Range('\u2028', '\u202e'), // line and paragraph separator, embeddings and overrides of direction
        .. Range('\u2066', '\u2069'), // isolates
        .. Range('\ud800', '\udfff'),
    ]);

    /// <summary>The text with each such character escaped; the same string where there is none.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAny(Suspects))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length + 16);
        Append(visible, text);
        return visible.ToString();
    }

    /// <summary>Appends a text with each such character escaped.</summary>
    public static void Append(StringBuilder visible, ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(Suspects) is >= 0 and var at)
        {
            visible.Append(text[..at]);
            bool pair =
                Rune.DecodeFromUtf16(text[at..], out Rune rune, out int length) == OperationStatus.Done && rune.Utf16SequenceLength == 2;
            _ = pair
                ? visible.Append(text.Slice(at, length))
                : visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[at]:x4}");
            text = text[(at + (pair ? length : 1))..];
        }

        visible.Append(text);
    }

    private static IEnumerable<char> Range(char first, char last) => Enumerable.Range(first, last - first + 1).Select(code => (char)code);
}
