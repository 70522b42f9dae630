using System.Globalization;
using System.Text;

namespace EpmRl.Retrieval.Mentions;

/// <summary>A text in the plain form that readers work on, with the way back to the original.</summary>
/// <remarks>
/// Vulgar fractions become <c>1/2</c>, curly quotes and primes straight ones, × becomes x, dashes become -, and every white space a
/// blank. Nothing is deleted but control characters, so positions stay close.
/// </remarks>
public sealed class CleanText
{
    private readonly int[] origins; // origins[i] = position in the original of cleaned character i; one more entry for the end

    private CleanText(string original, string text, int[] origins)
    {
        Original = original;
        Text = text;
        this.origins = origins;
    }

    /// <summary>The text as it came.</summary>
    public string Original { get; }

    /// <summary>The cleaned text.</summary>
    public string Text { get; }

    /// <summary>Cleans a text.</summary>
    public static CleanText Of(string original)
    {
        ArgumentNullException.ThrowIfNull(original);
        var text = new StringBuilder(original.Length + 16);
        var origins = new List<int>(original.Length + 17);
        for (int i = 0; i < original.Length; i++)
        {
            char c = original[i];
            if (c >= 128 && VulgarFraction(c) is { } fraction)
            {
                // "8½" is eight and a half, not 81/2.
                string spelled = text.Length > 0 && char.IsAsciiDigit(text[^1]) ? " " + fraction : fraction;
                Append(spelled, i);
            }
            else if (c == '\'' && i + 1 < original.Length && original[i + 1] == '\'')
            {
                Append("\"", i++); // two single quotes are how some shops write inches
            }
            else if (Plain(c) is { } plain)
            {
                text.Append(plain);
                origins.Add(i);
            }
        }

        origins.Add(original.Length);
        return new CleanText(original, text.ToString(), [.. origins]);

        void Append(string part, int origin)
        {
            text.Append(part);
            origins.AddRange(Enumerable.Repeat(origin, part.Length));
        }
    }

    /// <summary>Where a piece of the cleaned text stands in the original.</summary>
    /// <param name="start">First cleaned character.</param>
    /// <param name="end">The cleaned character after its last; more than <paramref name="start"/>.</param>
    /// <returns>[start, end) in UTF-16 units of <see cref="Original"/>.</returns>
    public (int Start, int End) ToOriginal(int start, int end)
    {
        int from = origins[start];
        int last = origins[end - 1];
        int to = end < origins.Length - 1 ? Math.Max(origins[end], last + 1) : Original.Length;
        // Characters dropped after the piece are not part of it.
        return (from, Math.Min(to, last + (char.IsHighSurrogate(Original[last]) ? 2 : IsDoubleQuotePair(last) ? 2 : 1)));
    }

    private bool IsDoubleQuotePair(int position) =>
        Original[position] == '\'' && position + 1 < Original.Length && Original[position + 1] == '\'';

    private static char? Plain(char c) => c switch
    {
        >= ' ' and < (char)127 => c,
        '\t' or '\n' or '\r' or '\v' or '\f' or '\u0085' => ' ',
        '\u2018' or '\u2019' or '\u201A' or '\u2032' or '\u00B4' or '\u02B9' => '\'',
        '\u201C' or '\u201D' or '\u201E' or '\u2033' or '\u02BA' or '\u00A8' => '"',
        '\u00D7' or '\u2715' or '\u2A2F' => 'x',
        '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u2015' or '\u2212' or '\u00AD' => '-',
        '\u2044' or '\u2215' => '/',
        _ when char.IsWhiteSpace(c) => ' ',
        _ when char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format => null,
        _ => c,
    };

    private static string? VulgarFraction(char c) => c switch
    {
        '\u00BC' => "1/4", '\u00BD' => "1/2", '\u00BE' => "3/4", '\u2150' => "1/7", '\u2151' => "1/9", '\u2152' => "1/10",
        '\u2153' => "1/3", '\u2154' => "2/3", '\u2155' => "1/5", '\u2156' => "2/5", '\u2157' => "3/5", '\u2158' => "4/5",
        '\u2159' => "1/6", '\u215A' => "5/6", '\u215B' => "1/8", '\u215C' => "3/8", '\u215D' => "5/8", '\u215E' => "7/8",
        _ => null,
    };
}
