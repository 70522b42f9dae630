using System.Runtime.InteropServices;
using System.Text;

namespace EpmRl.Retrieval.Text;

/// <summary>
/// Unicode's four normalisation forms from our own data. The runtime's <see cref="string.Normalize()"/> needs ICU and does nothing without
/// it (globalisation-invariant mode), and its results change with ICU's version; keys and tokens must not.
/// </summary>
/// <remarks>Source: Unicode Standard Annex 15; data of Unicode 14, which holds every decomposition of living scripts.</remarks>
internal static class UnicodeForms
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TailCount = 28, HangulCount = LeadCount * VowelCount * TailCount;

    private static readonly Lazy<UnicodeFormTables> LazyTables = new(UnicodeFormTables.Load);

    private static UnicodeFormTables Tables => LazyTables.Value;

    /// <summary>The text fully decomposed, marks in canonical order: NFD, or NFKD. A lone surrogate is unchanged.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="compatibility">Whether compatibility forms (ligatures, full-width letters, superscripts) are decomposed too.</param>
    public static string Decompose(string text, bool compatibility)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Ascii.IsValid(text) ? text : ToText(DecomposedPoints(text, compatibility));
    }

    /// <summary>The text decomposed, then composed where Unicode has one code point for it: NFC, or NFKC.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="compatibility">Whether compatibility forms are replaced too.</param>
    public static string Compose(string text, bool compatibility)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.IsValid(text))
        {
            return text;
        }

        List<int> points = DecomposedPoints(text, compatibility);
        ComposeInPlace(points);
        return ToText(points);
    }

    /// <summary>Writes the full canonical decomposition of one code point, UTF-16.</summary>
    /// <param name="codePoint">A Unicode scalar value.</param>
    /// <param name="destination">At least 8 characters.</param>
    /// <returns>Characters written; 0 where the code point does not decompose.</returns>
    public static int DecomposeCanonical(int codePoint, Span<char> destination)
    {
        int hangul = codePoint - HangulBase;
        if ((uint)hangul < HangulCount)
        {
            destination[0] = (char)(LeadBase + hangul / (VowelCount * TailCount));
            destination[1] = (char)(VowelBase + hangul % (VowelCount * TailCount) / TailCount);
            int tail = hangul % TailCount;
            destination[2] = (char)(TailBase + tail);
            return tail == 0 ? 2 : 3;
        }

        if (codePoint < 0xC0 || !Tables.Canonical.TryGetValue(codePoint, out int[]? parts))
        {
            return 0;
        }

        int length = 0;
        foreach (int part in parts)
        {
            length += new Rune(part).EncodeToUtf16(destination[length..]);
        }

        return length;
    }

    private static List<int> DecomposedPoints(string text, bool compatibility)
    {
        var points = new List<int>(text.Length + 8);
        Dictionary<int, int[]> decompositions = compatibility ? Tables.Compatible : Tables.Canonical;
        Span<char> syllable = stackalloc char[8];
        for (int i = 0; i < text.Length; i++)
        {
            int point = text[i];
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                point = char.ConvertToUtf32(text[i], text[++i]);
            }

            if (decompositions.TryGetValue(point, out int[]? parts))
            {
                points.AddRange(parts);
            }
            else if ((uint)(point - HangulBase) < HangulCount)
            {
                int length = DecomposeCanonical(point, syllable);
                foreach (char part in syllable[..length])
                {
                    points.Add(part);
                }
            }
            else
            {
                points.Add(point);
            }
        }

        OrderMarks(points);
        return points;
    }

    // Marks after a starter are in the order of their combining class; equal classes keep their order.
    private static void OrderMarks(List<int> points)
    {
        for (int i = 0; i < points.Count; i++)
        {
            if (Tables.CombiningClass(points[i]) == 0)
            {
                continue;
            }

            int first = i;
            bool inOrder = true;
            for (; i + 1 < points.Count && Tables.CombiningClass(points[i + 1]) is > 0 and int combining; i++)
            {
                inOrder &= Tables.CombiningClass(points[i]) <= combining;
            }

            if (!inOrder)
            {
                SortByClass(CollectionsMarshal.AsSpan(points)[first..(i + 1)]);
            }
        }
    }

    // By counting: stable, and linear, since a text may be all marks.
    private static void SortByClass(Span<int> marks)
    {
        Span<int> next = stackalloc int[byte.MaxValue + 2]; // by class: how many come before, then where the next one goes
        next.Clear();
        foreach (int mark in marks)
        {
            next[Tables.CombiningClass(mark) + 1]++;
        }

        for (int i = 1; i < next.Length; i++)
        {
            next[i] += next[i - 1];
        }

        int[] unordered = marks.ToArray();
        foreach (int mark in unordered)
        {
            marks[next[Tables.CombiningClass(mark)]++] = mark;
        }
    }

    private static void ComposeInPlace(List<int> points)
    {
        int written = 0;
        int starter = -1;
        int previousClass = -1; // of the last mark kept since the starter; -1: none, the neighbour is the starter itself
        for (int read = 0; read < points.Count; read++)
        {
            int point = points[read];
            int combining = Tables.CombiningClass(point);
            if (starter >= 0 && previousClass < combining && TryComposePair(points[starter], point, out int composed))
            {
                points[starter] = composed;
                continue;
            }

            if (combining == 0)
            {
                starter = written;
                previousClass = -1;
            }
            else
            {
                previousClass = combining;
            }

            points[written++] = point;
        }

        points.RemoveRange(written, points.Count - written);
    }

    private static bool TryComposePair(int first, int second, out int composed)
    {
        if ((uint)(first - LeadBase) < LeadCount && (uint)(second - VowelBase) < VowelCount)
        {
            composed = HangulBase + ((first - LeadBase) * VowelCount + (second - VowelBase)) * TailCount;
            return true;
        }

        int syllable = first - HangulBase;
        if ((uint)syllable < HangulCount && syllable % TailCount == 0 && second > TailBase && second < TailBase + TailCount)
        {
            composed = first + (second - TailBase);
            return true;
        }

        return Tables.Composed.TryGetValue((first, second), out composed);
    }

    private static string ToText(List<int> points)
    {
        var text = new StringBuilder(points.Count + 8);
        foreach (int point in points)
        {
            if (point < 0x10000)
            {
                text.Append((char)point); // a lone surrogate too
            }
            else
            {
                text.Append(char.ConvertFromUtf32(point));
            }
        }

        return text.ToString();
    }
}
