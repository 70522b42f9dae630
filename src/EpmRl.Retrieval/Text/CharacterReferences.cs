using System.Globalization;
using AngleSharp.Html;

namespace EpmRl.Retrieval.Text;

/// <summary>Decodes HTML's character references: <c>&amp;quot;</c>, <c>&amp;#34;</c>, <c>&amp;#x22;</c>.</summary>
internal static class CharacterReferences
{
    private const int Longest = 32; // the standard's longest name has 31 letters

    /// <summary>The text a reference at an ampersand means; null for a plain ampersand.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Position of the ampersand.</param>
    /// <param name="end">The character after the reference.</param>
    public static string? Read(string text, int at, out int end)
    {
        end = at + 1;
        bool number = end < text.Length && text[end] == '#';
        int from = number ? end + 1 : end;
        int to = from;
        while (to < text.Length && to - from < Longest
            && (number ? char.IsAsciiLetterOrDigit(text[to]) : char.IsAsciiLetter(text[to]) || (to > from && char.IsAsciiDigit(text[to]))))
        {
            to++;
        }

        bool closed = to < text.Length && text[to] == ';';
        if (to == from)
        {
            return null;
        }

        if (number)
        {
            end = closed ? to + 1 : to;
            return closed ? OfNumber(text.AsSpan(from, to - from)) : null;
        }

        if (closed)
        {
            end = to + 1;
            string name = text[from..end];
            return HtmlEntityProvider.Resolver.GetSymbol(name) ?? HtmlEntityProvider.Resolver.GetSymbol(name.ToLowerInvariant());
        }

        // Old pages omit the semicolon of the oldest names: "27&quot wide". "R&D" has no such name, and "?a=1&reg=2" is an address.
        while (to > from && char.IsAsciiDigit(text[to - 1]))
        {
            to--;
        }

        end = to;
        return to < text.Length && text[to] == '=' ? null : HtmlEntityProvider.Resolver.GetSymbol(text[from..to]);
    }

    private static string? OfNumber(ReadOnlySpan<char> digits)
    {
        bool hexadecimal = digits[0] is 'x' or 'X';
        if (!int.TryParse(
            hexadecimal ? digits[1..] : digits, hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture, out int point))
        {
            return null;
        }

        // Windows-1252 numbers, which pages use for 128 to 159: the standard's table.
        return HtmlEntityProvider.IsInCharacterTable(point) ? HtmlEntityProvider.GetSymbolFromTable(point)
            : point is > 0 and (< 0xD800 or > 0xDFFF) and <= 0x10FFFF ? char.ConvertFromUtf32(point)
            : " ";
    }
}
