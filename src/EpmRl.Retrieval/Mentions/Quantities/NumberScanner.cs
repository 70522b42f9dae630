using System.Globalization;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Finds numbers: integers, decimals (point or comma), grouped digits, fractions, mixed numbers ("47-1/4"), composites ("40/80") and number
/// words ("dual", "dozen"). Digits inside codes ("60F1H00", "TMW-1200HD") are not numbers.
/// </summary>
/// <param name="words">The number words.</param>
/// <param name="units">Units, which distinguish quantities without blanks ("5ft3in") from codes.</param>
internal sealed class NumberScanner(NumberWords words, UnitLexicon units)
{
    private const int LongestCode = 40; // a longer run is not a code, and is not searched again for each of its numbers
    private const int LongestNumber = 6; // digits before the unit of a compound
    private const int ShortestWord = 3; // letters of its last part
    private readonly Dictionary<string, double> values =
        words.Values.DistinctBy(pair => TextKey.Of(pair.Key))
            .ToDictionary(pair => TextKey.Of(pair.Key), pair => pair.Value, StringComparer.Ordinal);

    /// <summary>The numbers of a field, in order, ranges not yet joined.</summary>
    /// <param name="field">The field.</param>
    /// <param name="notation">How the listing writes numbers.</param>
    /// <param name="roles">Marks that numbers may be written to, "W65".</param>
    public List<NumberSpan> Scan(FieldText field, NumberNotation notation, RoleWords roles)
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

            // Characters are read once, whether they form a number or not: a long row of digits is scanned once.
            NumberSpan? read = Read(text, i, notation, out int end);
            if (read is not { } number || RunsIntoCode(text, end, roles))
            {
                i = end;
            }
            else if (BeginsInCode(text, i) && !GoesOnQuantity(text, i, numbers) && roles.Glued(text, i) is null)
            {
                int slash = Numeral.SkipDigits(text, i);
                i = slash > i && slash < end && text[slash] == '/' ? slash : end; // "P822/2GB": a number follows the code
            }
            else
            {
                AddGrouped(text, numbers, number, notation);
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

    // "2 500 g" is one number or two: digits of a group's length after a blank and a number of up to three digits.
    private static void AddGrouped(string text, List<NumberSpan> numbers, NumberSpan number, NumberNotation notation)
    {
        if (numbers.Count > 0 && numbers[^1] is { Values: [var thousands], Other: null } before
            && before.End - before.Start <= 3 && number.Start == before.End + 1 && text[before.End] == ' '
            && number.Other is null && number.Values is [var rest and < 1000] && IsGroup(text, number) && thousands is > 0 and < 1000
            && thousands == Math.Floor(thousands))
        {
            double whole = (thousands * 1000) + rest;
            bool? grouped = notation.GroupsByBlank(text, before.Start, before.End);
            if (grouped == true)
            {
                numbers[^1] = new NumberSpan(before.Start, number.End, [whole]);
                return;
            }

            number = number with { Other = [whole], IsOpen = grouped is null };
        }

        numbers.Add(number);
    }

    // Three digits with optional decimals.
    private static bool IsGroup(string text, NumberSpan number) =>
        Numeral.SkipDigits(text, number.Start) == number.Start + 3
        && (number.End == number.Start + 3 || text[number.Start + 3] is '.' or ',');

    // Null if the digits are not a finite number.
    private static NumberSpan? Read(string text, int start, NumberNotation notation, out int end)
    {
        Numeral first = Numeral.Read(text, start);
        end = first.End;
        if (!double.IsFinite(first.Value))
        {
            return null;
        }

        if (first.IsInteger && TryReadFraction(text, SkipJoint(text, end), out int mixedEnd, out double fraction))
        {
            end = mixedEnd;
            return new NumberSpan(start, end, [first.Value + fraction]); // "8 1/2", "47-1/4", "23 - 1/2"
        }

        if (first.IsInteger && TryReadFraction(text, start, out int fractionEnd, out fraction))
        {
            end = fractionEnd;
            return new NumberSpan(start, end, [fraction]);
        }

        (double value, double? other, bool isOpen) = notation.Decide(text, start, first);
        var values = new List<double> { value };
        while (end + 1 < text.Length && text[end] == '/' && char.IsAsciiDigit(text[end + 1]))
        {
            Numeral next = Numeral.Read(text, end + 1);
            if (!double.IsFinite(next.Value))
            {
                break;
            }

            values.Add(notation.Decide(text, end + 1, next).Value);
            end = next.End;
        }

        return new NumberSpan(start, end, values, Other: other is { } second && values.Count == 1 ? [second] : null, IsOpen: isOpen);
    }

    // One blank, one dash, or a dash between blanks; -1 if there is none.
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

        int slash = Numeral.SkipDigits(text, i);
        if (slash == i || slash - i > 2 || slash >= text.Length || text[slash] != '/')
        {
            return false;
        }

        end = Numeral.SkipDigits(text, slash + 1);
        if (end == slash + 1 || end - slash > 3 || (end < text.Length && text[end] is '/'))
        {
            return false;
        }

        int numerator = int.Parse(text.AsSpan(i, slash - i), CultureInfo.InvariantCulture);
        int denominator = int.Parse(text.AsSpan(slash + 1, end - slash - 1), CultureInfo.InvariantCulture);
        value = (double)numerator / denominator;
        return numerator > 0 && numerator < denominator
            && denominator is 2 or 3 or 4 or 5 or 6 or 7 or 8 or 9 or 10 or 12 or 16 or 32 or 64;
    }

    // "TMW-1200HD", "314-3672-5R".
    private bool BeginsInCode(string text, int start)
    {
        int before = start - 1;
        if (before >= 0 && Letters.JoinsDigits(text[before]) && !IsTimes(text, before))
        {
            return true;
        }

        if (before > 0 && text[before] == '-' && char.IsLetter(text[before - 1]))
        {
            return true;
        }

        return Dashes(text, start) > 1 && !IsCompound(text, start);
    }

    // "27-Zoll-Monitor", "18-V-Akku-Schrauber": a quantity and a word, written as one.
    private bool IsCompound(string text, int start)
    {
        if (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] == '-'))
        {
            return false;
        }

        int dash = Numeral.SkipDigits(text, start);
        if (dash == start || dash - start > LongestNumber || dash >= text.Length || text[dash] != '-')
        {
            return false;
        }

        int unit = SkipLetters(text, dash + 1);
        int word = unit < text.Length && text[unit] == '-' ? SkipLetters(text, unit + 1) : unit;
        return word - unit > ShortestWord && (word == text.Length || !char.IsAsciiDigit(text[word]))
            && units.IsSpelling(text[(dash + 1)..unit]);
    }

    private static int SkipLetters(string text, int start)
    {
        int end = start;
        while (end < text.Length && end - start < LongestCode && char.IsLetter(text[end]))
        {
            end++;
        }

        return end;
    }

    // Letters after it, then digits again: a code, unless the letters are a times sign ("18x24", "13wx13d").
    private bool RunsIntoCode(string text, int end, RoleWords roles)
    {
        int i = end;
        while (i < text.Length && Letters.JoinsDigits(text[i]))
        {
            i++;
        }

        return i > end && i < text.Length && char.IsAsciiDigit(text[i]) && text[i - 1] is not ('x' or 'X') && !HasWord(text, end, i)
            && !units.IsJoint(text, end, i)
            && !(IsTimes(text, end) && roles.Glued(text, i) is not null);
    }

    // "5ft3in", "16GB512GB": a unit is between the number before and this one.
    private bool GoesOnQuantity(string text, int start, List<NumberSpan> numbers) =>
        numbers.Count > 0 && numbers[^1].End is var end && end < start && start - end < LongestCode && units.IsJoint(text, end, start);

    // Adjacent small letters are a word without its blank ("15KUltra320"), not a code.
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

    // The x of "24x30" or "24Wx30": a letter run of at most three that ends in x before a number.
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
