using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace EpmRl.Retrieval.Text;

/// <summary>Normalises a text's characters: Unicode's compatibility forms, composed, and plain marks.</summary>
/// <remarks>
/// Full-width letters, ligatures and unit signs become plain letters (NFKC), decimal digits of any script ASCII digits, vulgar fractions
/// <c>1/2</c>, quotes and primes straight ones, × becomes x, dashes become -, white space a blank. Format characters and soft hyphens are
/// removed. A blank separates letters of scripts without blanks from Latin letters and digits. Circled numbers and ™ are marks and stay.
/// </remarks>
internal static class PlainCharacters
{
    private const char RaisedMark = '^'; // before a power of a number, which is not one of its digits
    private static readonly ConcurrentDictionary<char, string> Forms = new();
    private static readonly SearchValues<char> Plain =
        SearchValues.Create([.. Enumerable.Range(' ', 95).Select(c => (char)c).Except("'\"\\")]);

    /// <summary>The text in plain characters, traced to its source.</summary>
    public static TracedText Of(TracedText source)
    {
        string text = source.Text;
        if (!text.AsSpan().ContainsAnyExcept(Plain))
        {
            return source;
        }

        var builder = new TracedTextBuilder(source);
        for (int i = 0; i < text.Length;)
        {
            char c = text[i];
            bool marked = i + 1 < text.Length && text[i + 1] >= '\u0300' && IsMark(text[i + 1]);
            if (!marked && Plain.Contains(c))
            {
                Part(builder, c);
                builder.Append(c, i, i + 1);
                i++;
            }
            else
            {
                i = marked && !char.IsWhiteSpace(c) ? WriteMarked(text, i, builder)
                    : c == '\\' ? WriteBackslashes(text, i, builder)
                    : char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? WritePair(text, i, builder)
                    : Write(text, i, builder);
            }
        }

        return source.Then(builder.ToText());
    }

    private static int Write(string text, int i, TracedTextBuilder builder)
    {
        char c = text[i];
        if (c is '\t' or '\n' or '\r' or '\v' or '\f' or '\u0085' || char.IsWhiteSpace(c))
        {
            if (EndsParagraph(text, i, builder))
            {
                builder.Break();
            }

            builder.Append(' ', i, i + 1);
        }
        else if (c == '\u00BA' && char.IsLetter(builder.Last))
        {
            builder.Append('o', i, i + 1); // "Nº 5"
        }
        else if (Mark(c) is { } mark)
        {
            WriteMark(mark, i, builder);
        }
        else if (Superscript(c) is { } raised)
        {
            return WriteRaised(text, i, raised, builder);
        }
        else if (char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.EnclosingMark
            || c is >= '\uFE00' and <= '\uFE0F')
        {
            return i + 1;
        }
        else
        {
            WriteForm(Form(c), i, i + 1, builder);
        }

        return i + 1;
    }

    // A letter and its accents: one character where Unicode has one.
    private static int WriteMarked(string text, int start, TracedTextBuilder builder)
    {
        int end = start + 1;
        while (end < text.Length && IsMark(text[end]))
        {
            end++;
        }

        string form = text[start..end];
        // "5\uFE0F\u20E3" is a digit on a key
        form = char.IsAsciiDigit(form[0]) ? form[..1] : UnicodeForms.Compose(form, compatibility: true);
        foreach (char c in form)
        {
            if (char.GetUnicodeCategory(c) is not (UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
                && c is not (>= '\uFE00' and <= '\uFE0F'))
            {
                Part(builder, c);
                builder.Append(c, start, end);
            }
        }

        return end;
    }

    private static int WritePair(string text, int i, TracedTextBuilder builder)
    {
        var rune = new Rune(text[i], text[i + 1]);
        if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.NonSpacingMark))
        {
            string form = Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber ? Digit(text, i)
                : Rune.IsLetter(rune) ? UnicodeForms.Compose(text.Substring(i, 2), compatibility: true)
                : text.Substring(i, 2);
            WriteForm(form, i, i + 2, builder);
        }

        return i + 2;
    }

    private static void WriteForm(string form, int start, int end, TracedTextBuilder builder)
    {
        if (form.Contains('/', StringComparison.Ordinal) && char.IsAsciiDigit(builder.Last))
        {
            builder.Append(' ', start, end); // "8½" is eight and a half, not 81/2
        }

        Part(builder, form[0]);
        builder.Append(form, start, end);
    }

    private static void WriteMark(char mark, int i, TracedTextBuilder builder)
    {
        // Two single quotes are how some shops write inches; two double quotes are an escaped quote of a table cell.
        bool again = builder.Length > 0 && builder.Last == mark && builder.Touches(i)
            && (mark == '\'' || (mark == '"' && builder.Length > 1 && char.IsAsciiDigit(builder[builder.Length - 2])));
        if (again)
        {
            builder.ReplaceLast('"', i + 1);
        }
        else
        {
            builder.Append(mark, i, i + 1);
        }
    }

    // Backslashes before a quote escape it: 24\".
    private static int WriteBackslashes(string text, int start, TracedTextBuilder builder)
    {
        int end = start;
        while (end < text.Length && text[end] == '\\')
        {
            end++;
        }

        if (end < text.Length && Mark(text[end]) is '"' or '\'')
        {
            return end;
        }

        builder.Append(text.AsSpan(start, 1), start, end);
        return end;
    }

    // "m²" is m2, "³⁄₈" and "³/₈" are 3/8, "min⁻¹" is min-1; "10³" is not 103, and a digit after a capital or a mark is a footnote.
    private static int WriteRaised(string text, int start, char first, TracedTextBuilder builder)
    {
        bool below = text[start] >= '\u2080';
        int end = start + 1;
        while (end < text.Length && Superscript(text[end]) is not null && text[end] >= '\u2080' == below)
        {
            end++;
        }

        if (!below && end + 1 < text.Length && Mark(text[end]) is '/'
            && (text[end + 1] is >= '\u2080' and <= '\u2089' || (text[end] == '\u2044' && char.IsAsciiDigit(text[end + 1]))))
        {
            if (char.IsAsciiDigit(builder.Last))
            {
                builder.Append(' ', start, start + 1);
            }

            WriteDigits(text, start, end, builder);
            builder.Append('/', end, end + 1);
            int from = end + 1;
            end = from;
            while (end < text.Length && text[end] is >= '\u2080' and <= '\u2089')
            {
                end++;
            }

            WriteDigits(text, from, end, builder);
            return end;
        }

        if (char.IsAsciiDigit(builder.Last))
        {
            builder.Append(below ? ' ' : RaisedMark, start, start + 1);
            WriteDigits(text, start, end, builder);
        }
        else if (below || first == '-' || (first is '2' or '3' && end == start + 1 && char.IsLower(builder.Last)))
        {
            WriteDigits(text, start, end, builder);
        }
        else
        {
            builder.Append(' ', start, end);
        }

        return end;
    }

    private static void WriteDigits(string text, int start, int end, TracedTextBuilder builder)
    {
        for (int i = start; i < end; i++)
        {
            builder.Append(Superscript(text[i]) ?? text[i], i, i + 1);
        }
    }

    // "メモリ16GB", "16GB内存": the scripts separate the words.
    private static void Part(TracedTextBuilder builder, char next)
    {
        char last = builder.Last;
        if ((last >= '\u1100' || next >= '\u1100') && char.IsLetterOrDigit(last) && char.IsLetterOrDigit(next)
            && Scripts.IsSpaced(last) != Scripts.IsSpaced(next))
        {
            builder.Insert(" ");
        }
    }

    // A blank line, or a line too short to have been wrapped.
    private static bool EndsParagraph(string text, int i, TracedTextBuilder builder)
    {
        const int ShortLine = 50;
        if (text[i] is not ('\n' or '\u2028' or '\u2029') && !(text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
        {
            return false;
        }

        int from = Math.Max(0, i - ShortLine);
        int before = text.AsSpan(from, i - from).IndexOfAny('\n', '\r');
        return before >= 0 || from == 0;
    }

    private static bool IsMark(char c) =>
        char.GetUnicodeCategory(
            c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        || c is '\uFF9E' or '\uFF9F' or (>= '\u1160' and <= '\u11FF');

    private static string Form(char c) => Forms.GetOrAdd(c, static c => char.GetUnicodeCategory(c) switch
    {
        UnicodeCategory.DecimalDigitNumber => Digit(c.ToString(), 0),
        UnicodeCategory.Surrogate => c.ToString(),
        // ™ would lengthen a word, and a circled number or letter is a bullet.
        _ when c is '\u2122' or '\u2120' or '\u2026' or '\u00AA' or (>= '\u2460' and <= '\u24FF') => c.ToString(),
        _ => UnicodeForms.Compose(c.ToString(), compatibility: true).Replace('\u2044', '/'),
    });

    private static string Digit(string text, int at) =>
        CharUnicodeInfo.GetDecimalDigitValue(text, at) is >= 0 and var value ? ((char)('0' + value)).ToString() : text.Substring(at, 1);

    private static char? Mark(char c) => c switch
    {
        '\'' or '\u2018' or '\u2019' or '\u201A' or '\u201B' or '\u2032' or '\u00B4' or '\u02B9' or '\uFF07' => '\'',
        '"' or '\u201C' or '\u201D' or '\u201E' or '\u201F' or '\u2033' or '\u02BA' or '\u00A8'
            or '\u301D' or '\u301E' or '\u301F' or '\uFF02' => '"',
        '\u00D7' or '\u2715' or '\u2A2F' => 'x',
        '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u2015' or '\u2212' or '\uFE63' or '\uFF0D' => '-',
        '/' or '\u2044' or '\u2215' or '\uFF0F' => '/',
        '\u3001' or '\u060C' or '\u066C' => ',',
        '\u066B' => '.',
        '\u22C5' or '\u2219' => '\u00B7',
        '\u061B' => ';',
        '\u066A' => '%',
        '\u301C' or '\uFF5E' => '~',
        '\u00BA' => '\u00B0', // after a number the ordinal sign means a degree
        _ => null,
    };

    // Superscript and subscript digits, minus and plus signs.
    private static char? Superscript(char c) => c switch
    {
        '\u00B9' => '1',
        '\u00B2' => '2',
        '\u00B3' => '3',
        '\u2070' or (>= '\u2074' and <= '\u2079') => (char)('0' + (c - '\u2070')),
        '\u207B' => '-',
        >= '\u2080' and <= '\u2089' => (char)('0' + (c - '\u2080')),
        _ => null,
    };
}
