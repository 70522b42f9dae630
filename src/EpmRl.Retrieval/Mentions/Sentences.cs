using System.Globalization;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Finds the clauses and sentences of a cleaned text.</summary>
internal static class Sentences
{
    private const int LongestAbbreviation = 3; // letters before a full stop that does not end a sentence: "No. 5", "St. Moritz"

    /// <summary>Positions of commas, semicolons and bars, and starts of sentences, except the first.</summary>
    public static (IReadOnlyList<int> Clauses, IReadOnlyList<int> Beginnings) Of(CleanText clean)
    {
        string text = clean.Text;
        var clauses = new List<int>();
        var beginnings = new List<int>();
        int given = 0;
        for (int i = 0; i < text.Length; i++)
        {
            for (; given < clean.Breaks.Count && clean.Breaks[given] <= i; given++)
            {
                Begin(clean.Breaks[given]);
            }

            if (text[i] is ',' or ';' or '|')
            {
                clauses.Add(i);
            }
            else if (IsEnd(text, i))
            {
                Begin(i + 1);
            }
        }

        return (clauses, beginnings);

        void Begin(int at)
        {
            if (at > 0 && at < text.Length && (beginnings.Count == 0 || beginnings[^1] < at))
            {
                beginnings.Add(at);
            }
        }
    }

    private static bool IsEnd(string text, int i)
    {
        char c = text[i];
        return c switch
        {
            '\u3002' or '\u0964' or '\u06D4' => true,
            '!' or '?' => i + 1 == text.Length || text[i + 1] == ' ' || !Scripts.IsSpaced(text[i + 1]),
            '.' or '\u2026' => IsFullStop(text, i),
            _ => c >= '\u2022' && IsBullet(text, i),
        };
    }

    // A full stop followed by a new sentence: a capital, or a letter of a script without capitals; not "approx. 5 kg".
    private static bool IsFullStop(string text, int i)
    {
        int next = i + 1;
        while (next < text.Length && next - i <= 3 && text[next] is ' ' or '"' or '\'' or '(' or '[')
        {
            next++;
        }

        if (next == text.Length)
        {
            return true;
        }

        if (!Scripts.IsSpaced(text[next]))
        {
            return !char.IsAsciiDigit(text[next]);
        }

        if (next == i + 1)
        {
            // The blank is missing: "playtime.New". An address has no capital there.
            return i > 0 && char.IsLower(text[i - 1]) && char.IsUpper(text[next]) && next + 1 < text.Length && char.IsLower(text[next + 1]);
        }

        return !char.IsLower(text[next]) && !char.IsDigit(text[next]) && !IsAbbreviation(text, i);
    }

    // "No.", "Dr."; "incl.", "inkl.", "zzgl.", which end unlike any word.
    private static bool IsAbbreviation(string text, int stop)
    {
        int start = stop;
        while (start > 0 && stop - start <= LongestAbbreviation && char.IsLetter(text[start - 1]))
        {
            start--;
        }

        int length = stop - start;
        return length is > 0 and <= LongestAbbreviation && (start == 0 || !char.IsDigit(text[start - 1]))
            || (length > LongestAbbreviation && text[stop - 1] == 'l' && text[stop - 2] is 'c' or 'k' or 'g');
    }

    // Bullets, boxes, ticks, stars and pictographs between the items of a list.
    private static bool IsBullet(string text, int i) =>
        text[i] is '\u2022' or '\u2023' or '\u2043' or '\u25E6'
        || (text[i] >= '\u2500' && char.GetUnicodeCategory(text[i]) == UnicodeCategory.OtherSymbol && text[i] < '\u3000')
        || (char.IsHighSurrogate(text[i]) && CharUnicodeInfo.GetUnicodeCategory(text, i) == UnicodeCategory.OtherSymbol);
}
