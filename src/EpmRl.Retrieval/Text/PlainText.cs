using System.Buffers;

namespace EpmRl.Retrieval.Text;

/// <summary>A text without markup: tags, comments, scripts and <c>data:</c> addresses removed, character references decoded.</summary>
/// <remarks>
/// Block elements, line breaks, list items and cells end a sentence, shown by a semicolon where there is no mark yet; the names of
/// definition lists and of table rows become <c>name: value</c>. A text without markup is unchanged, lone <c>&lt;</c> and <c>&amp;</c>
/// included.
/// </remarks>
internal static class PlainText
{
    private const int MostRounds = 3; // feeds escape twice: &amp;quot;
    private const string DataScheme = "data:";
    private static readonly SearchValues<char> DataHeader =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+-._;=");
    private static readonly SearchValues<char> DataEnds = SearchValues.Create(" \t\r\n\"'<>()[]");

    /// <summary>The plain text of a text, traced to its source.</summary>
    public static TracedText Of(string text)
    {
        TracedText plain = TracedText.Same(text);
        for (int round = 0; round < MostRounds && MayHaveMarkup(plain.Text, out bool tags); round++)
        {
            TracedText next = MarkupWriter.Write(plain, tags);
            if (next.Text == plain.Text)
            {
                break;
            }

            plain = plain.Then(next);
        }

        return plain.Text.Contains(DataScheme, StringComparison.OrdinalIgnoreCase) ? plain.Then(WithoutData(plain)) : plain;
    }

    // A tag begins with "<" and a letter, "/", "!" or "?"; a character reference with "&" and a letter or "#".
    private static bool MayHaveMarkup(string text, out bool tags)
    {
        tags = false;
        bool references = false;
        ReadOnlySpan<char> rest = text;
        for (int at; !tags && (at = rest.IndexOfAny('<', '&')) >= 0 && at + 1 < rest.Length; rest = rest[(at + 1)..])
        {
            char next = rest[at + 1];
            tags |= rest[at] == '<' && (char.IsAsciiLetter(next) || next is '/' or '!' or '?');
            references |= rest[at] == '&' && (char.IsAsciiLetter(next) || next == '#');
        }

        return tags || references;
    }

    // "data:image/png;base64,iVBORw0K...": letters and digits without meaning.
    private static TracedText WithoutData(TracedText plain)
    {
        const int LongestHeader = 100;
        string text = plain.Text;
        var builder = new TracedTextBuilder(plain);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is 'd' or 'D' && text.AsSpan(i).StartsWith(DataScheme, StringComparison.OrdinalIgnoreCase))
            {
                int from = i + DataScheme.Length;
                ReadOnlySpan<char> header = text.AsSpan(from, Math.Min(LongestHeader, text.Length - from));
                int length = header.IndexOfAnyExcept(DataHeader);
                if (length > 0 && header[length] == ',' && header[..length].Contains('/'))
                {
                    int end = text.AsSpan(from).IndexOfAny(DataEnds);
                    i = end < 0 ? text.Length : from + end - 1;
                    continue;
                }
            }

            builder.Append(text[i], i, i + 1);
        }

        return builder.ToText();
    }
}
