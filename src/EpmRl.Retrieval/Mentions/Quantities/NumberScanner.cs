using System.Globalization;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions.Quantities;

/// <summary>
/// Finds numbers: integers, decimals (point or comma), thousands separators, fractions, mixed numbers ("47-1/4"), composites ("40/80")
/// and number words ("dual", "dozen"). Digits inside codes ("60F1H00", "TMW-1200HD") are not numbers.
/// </summary>
internal sealed class NumberScanner(NumberWords words)
{
    private const int LongestCode = 40; // a run longer than this is no code, and is not looked through again for each of its numbers
    private readonly Dictionary<string, double> values =
        words.Values.DistinctBy(pair => TextKey.Of(pair.Key)).ToDictionary(pair => TextKey.Of(pair.Key), pair => pair.Value, StringComparer.Ordinal);

    /// <summary>The numbers of a field, in order, ranges not yet joined.</summary>
    /// <param name="field">The field.</param>
    /// <param name="roles">Marks that numbers may be written to, "W65".</param>
    public List<NumberSpan> Scan(FieldText field, RoleWords roles)
    {
        var numbers = new List<NumberSpan>();
        string text = field.Text;
        for (int i = 0; i < text.Length;)
        {
            if (!StartsNumber(text, i))
            {
                i++;
                continue;
            }

            // What was read is not read again, be it a number or not: a long row of digits is looked through once.
            NumberSpan? read = Read(text, i, out int end);
            if (read is not { } number || RunsIntoCode(text, end, roles))
            {
                i = end;
            }
            else if (BeginsInCode(text, i) && roles.Glued(text, i) is null)
            {
                int slash = SkipDigits(text, i);
                i = slash > i && slash < end && text[slash] == '/' ? slash : end; // "P822/2GB": a number again behind the code
            }
            else
            {
                numbers.Add(number);
                i = end;
            }
        }

        if (values.Count > 0)
        {
            foreach (Word word in field.Words)
            {
                if (values.TryGetValue(word.Key, out double value))
                {
                    numbers.Add(new NumberSpan(word.Start, word.End, [value], IsWord: true));
                }
            }

            numbers.Sort((left, right) => left.Start.CompareTo(right.Start));
        }

        return numbers;
    }

    private static bool StartsNumber(string text, int i) =>
        char.IsAsciiDigit(text[i])
        || (text[i] == '.' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]) && (i == 0 || !char.IsLetterOrDigit(text[i - 1])));

    // Null where the digits make no finite number.
    private static NumberSpan? Read(string text, int start, out int end)
    {
        end = ReadDecimal(text, start, out double first, out bool isInteger);
        if (!double.IsFinite(first))
        {
            return null;
        }

        if (isInteger && TryReadFraction(text, SkipJoint(text, end), out int mixedEnd, out double fraction))
        {
            end = mixedEnd;
            return new NumberSpan(start, end, [first + fraction]); // "8 1/2", "47-1/4", "23 - 1/2"
        }

        if (isInteger && TryReadFraction(text, start, out int fractionEnd, out fraction))
        {
            end = fractionEnd;
            return new NumberSpan(start, end, [fraction]);
        }

        var values = new List<double> { first };
        while (end + 1 < text.Length && text[end] == '/' && char.IsAsciiDigit(text[end + 1]))
        {
            int next = ReadDecimal(text, end + 1, out double value, out _);
            if (!double.IsFinite(value))
            {
                break;
            }

            values.Add(value);
            end = next;
        }

        return new NumberSpan(start, end, values);
    }

    // One blank, one dash, or a dash between blanks; -1 where there is none.
    private static int SkipJoint(string text, int i)
    {
        int end = i;
        while (end < text.Length && end - i < 3 && text[end] is ' ' or '-')
        {
            end++;
        }

        return end == i ? -1 : end;
    }

    // A proper fraction of a ruler or a recipe: 1/2, 3/16, 2/5.
    private static bool TryReadFraction(string text, int i, out int end, out double value)
    {
        end = -1;
        value = 0;
        if (i < 0)
        {
            return false;
        }

        int slash = SkipDigits(text, i);
        if (slash == i || slash - i > 2 || slash >= text.Length || text[slash] != '/')
        {
            return false;
        }

        end = SkipDigits(text, slash + 1);
        if (end == slash + 1 || end - slash > 3 || (end < text.Length && text[end] is '/'))
        {
            return false;
        }

        int numerator = int.Parse(text.AsSpan(i, slash - i), CultureInfo.InvariantCulture);
        int denominator = int.Parse(text.AsSpan(slash + 1, end - slash - 1), CultureInfo.InvariantCulture);
        value = (double)numerator / denominator;
        return numerator > 0 && numerator < denominator && denominator is 2 or 3 or 4 or 5 or 6 or 7 or 8 or 9 or 10 or 12 or 16 or 32 or 64;
    }

    // The end of the digits; they always make a number, though it may be infinite.
    private static int ReadDecimal(string text, int start, out double value, out bool isInteger)
    {
        int end = SkipDigits(text, start);
        bool grouped = false;
        if (end - start is >= 1 and <= 3)
        {
            while (end < text.Length && text[end] == ',' && SkipDigits(text, end + 1) == end + 4)
            {
                end += 4;
                grouped = true;
            }
        }

        isInteger = true;
        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
        {
            end = SkipDigits(text, end + 1);
            isInteger = false;
        }
        else if (!grouped && end > start && end + 1 < text.Length && text[end] == ',' && char.IsAsciiDigit(text[end + 1]))
        {
            int after = SkipDigits(text, end + 1);
            if (after - end <= 3)
            {
                value = double.Parse(
                    string.Concat(text.AsSpan(start, end - start), ".", text.AsSpan(end + 1, after - end - 1)), NumberStyles.Float, CultureInfo.InvariantCulture);
                isInteger = false;
                return after; // "2,5": a decimal comma
            }
        }

        string digits = grouped ? text[start..end].Replace(",", "", StringComparison.Ordinal) : text[start..end];
        value = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        return end;
    }

    private static int SkipDigits(string text, int i)
    {
        while (i < text.Length && char.IsAsciiDigit(text[i]))
        {
            i++;
        }

        return i;
    }

    // "TMW-1200HD", "314-3672-5R".
    private static bool BeginsInCode(string text, int start)
    {
        int before = start - 1;
        if (before >= 0 && char.IsLetter(text[before]) && !IsTimes(text, before))
        {
            return true;
        }

        if (before > 0 && text[before] == '-' && char.IsLetter(text[before - 1]))
        {
            return true;
        }

        return Dashes(text, start) > 1;
    }

    // Letters after it, then digits again: a code, unless the letters are a times sign ("18x24", "13wx13d").
    private static bool RunsIntoCode(string text, int end, RoleWords roles)
    {
        int i = end;
        while (i < text.Length && char.IsLetter(text[i]))
        {
            i++;
        }

        return i > end && i < text.Length && char.IsAsciiDigit(text[i]) && text[i - 1] is not ('x' or 'X') && !HasWord(text, end, i)
            && !(IsTimes(text, end) && roles.Glued(text, i) is not null);
    }

    // Small letters in a row are a word that lost its blank ("15KUltra320"), not a code.
    private static bool HasWord(string text, int start, int end)
    {
        int run = 0;
        for (int i = start; i < end && run < 3; i++)
        {
            run = char.IsLower(text[i]) ? run + 1 : 0;
        }

        return run == 3;
    }

    // Dashes of the run of letters, digits and dashes around a place.
    private static int Dashes(string text, int at)
    {
        int start = at;
        while (start > Math.Max(0, at - LongestCode) && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] == '-'))
        {
            start--;
        }

        int dashes = 0;
        int end = Math.Min(text.Length, at + LongestCode);
        for (int i = start; i < end && (char.IsLetterOrDigit(text[i]) || text[i] == '-'); i++)
        {
            dashes += text[i] == '-' ? 1 : 0;
        }

        return dashes;
    }

    // The x of "24x30" or "24Wx30": a letter run of at most three that ends in x and stands on a number.
    private static bool IsTimes(string text, int i)
    {
        if (text[i] is not ('x' or 'X'))
        {
            return false;
        }

        int start = i;
        while (start > 0 && char.IsLetter(text[start - 1]))
        {
            start--;
        }

        return i - start <= 2 && start > 0 && (char.IsAsciiDigit(text[start - 1]) || text[start - 1] is '"' or '\'' or ' ' or '.' or ')');
    }
}
