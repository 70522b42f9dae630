using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Recognises product codes by their form: mixed letters and digits that are not a word, a quantity, a date or the name of a standard.
/// </summary>
internal sealed class CodeForms
{
    private const string PackName = "codes";
    private const char AnyDigit = '#';
    private const int ShortestTypical = 6; // letters and digits
    private const int ShortestWord = 3; // letters of a word; "tvd" has no vowel and is not one
    private const int LongNumber = 5; // more digits than usual for a quantity
    private readonly HashSet<string> standards;

    /// <summary>Reads the forms of standards' names from a taxonomy's packs.</summary>
    public CodeForms(IEnumerable<ValuePack> packs) =>
        standards =
        [
            .. packs.Where(pack => pack.Name == PackName).SelectMany(pack => pack.Families.Values).SelectMany(words => words)
                .Select(FormOf),
        ];

    /// <summary>The evidence of a text's form: <see cref="CodeCue.None"/> if it may be a code, null if it is not one.</summary>
    public CodeCue? Of(string text)
    {
        int digits = text.Count(char.IsAsciiDigit);
        if (digits == 0 || HasSmallWord(text) || IsRate(text) || standards.Contains(FormOf(text)))
        {
            return null;
        }

        int letters = text.Count(char.IsLetter);
        if (letters == 0)
        {
            return !text.Contains('-', StringComparison.Ordinal)
                ? CodeCue.None
                : IsDigitCode(text)
                ? CodeCue.Digits
                : IsDate(text)
                ? null
                : CodeCue.None;
        }

        bool typical =
            letters + digits >= ShortestTypical && digits > 1 && !HasCapitalWord(text) && !IsNumberWithLetters(text) && !IsRange(text);
        return typical ? CodeCue.Typical : CodeCue.None;
    }

    /// <summary>Whether two codes differ only in digits or in their last letters: "X-4420dn" and "X-4425dw".</summary>
    public static bool AreAlike(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        bool differ = false, digits = false;
        for (int i = 0; i < one.Length; i++)
        {
            bool digit = char.IsAsciiDigit(one[i]);
            if (digit != char.IsAsciiDigit(other[i]) || (!digit && !digits && one[i] != other[i])
                || char.IsLetter(one[i]) != char.IsLetter(other[i]))
            {
                return false;
            }

            digits |= digit;
            differ |= digit && one[i] != other[i];
        }

        return differ;
    }

    private static string FormOf(string text) =>
        string.Create(text.Length, text, static (form, text) =>
        {
            for (int i = 0; i < form.Length; i++)
            {
                form[i] = char.IsAsciiDigit(text[i]) ? AnyDigit : char.ToLowerInvariant(text[i]);
            }
        });

    // "7-speed" and "office365" contain a word; the small letters of a code are few or unpronounceable: "qwz210bk", "kx-tca86".
    private static bool HasSmallWord(string text)
    {
        int run = 0;
        bool vowel = false;
        for (int i = 0; i < text.Length; i++)
        {
            bool small = char.IsLower(text[i]);
            vowel = small && (vowel || IsVowel(text[i]));
            run = small ? run + 1 : 0;
            bool goesOn = run == ShortestWord && i > run && text[i - run] == '-' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]);
            if (run >= ShortestWord && !goesOn && (vowel || text[i] > 'z'))
            {
                return true;
            }
        }

        return false;
    }

    // "24-PORT", "WINDOWS10": words in capitals.
    private static bool HasCapitalWord(string text)
    {
        int run = 0, vowels = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsUpper(text[i]))
            {
                run++;
                vowels += IsVowel(text[i]) ? 1 : 0;
                continue;
            }

            bool counted = run >= ShortestWord && vowels > 0 && i > run && text[i - run - 1] == '-' && char.IsAsciiDigit(text[0]);
            if (counted || (run > ShortestWord && vowels > 1))
            {
                return true;
            }

            (run, vowels) = (0, 0);
        }

        return false;
    }

    // "145MB/s", "1080p/24p": quantities on both sides of a slash.
    private static bool IsRate(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && char.IsAsciiDigit(text[0]) && char.IsLetter(text[slash - 1]) && slash + 1 < text.Length
            && IsNumberWithLetters(text[..slash])
            && (text.AsSpan(slash + 1).IndexOfAnyInRange('0', '9') < 0 || IsNumberWithLetters(text[(slash + 1)..]));
    }

    // "20Hz-20kHz": quantities on both sides of a dash.
    private static bool IsRange(string text) =>
        text.Contains('-', StringComparison.Ordinal) && text.AsSpan().ContainsAnyInRange('a', 'z')
            && text.Split('-').All(IsNumberWithLetters);

    // "300dpi", "24xPoE", "16.5x24in": a leading number may be a quantity in an unknown unit.
    private static bool IsNumberWithLetters(string text)
    {
        int i = 0;
        while (i < text.Length && char.IsAsciiDigit(text[i]))
        {
            i++;
        }

        return i > 0 && ((i + 1 < text.Length && text[i] is '.' or ',' && char.IsAsciiDigit(text[i + 1]))
            || (text.AsSpan(i).IndexOfAnyInRange('0', '9') < 0
                && (i < LongNumber || (text.AsSpan(i).ContainsAnyInRange('a', 'z') && text.Length - i > 2))));
    }

    // Two or three groups, such as "734-000118": many digits, not a date, and not a telephone number with its leading zero.
    private static bool IsDigitCode(string text)
    {
        string[] groups = text.Split('-');
        return groups.Length is 2 or 3 && groups.All(group => group.Length >= 2 && group.All(char.IsAsciiDigit))
            && text[0] != '0' && groups.Sum(group => group.Length) >= 8 && groups.Max(group => group.Length) >= 4
            && !IsDate(text) && !(groups.Length == 2 && groups.All(group => group.Length == 4));
    }

    // Three groups of which one may be a year, or two of years: "2024-05-17", "12-05-2024", "2019-2020".
    private static bool IsDate(string text)
    {
        string[] groups = text.Split('-', '.', '/');
        return groups.Length is 2 or 3 && groups.Count(IsYear) >= (groups.Length == 2 ? 2 : 1)
            && groups.All(group => IsYear(group) || group.Length <= 2);
    }

    private static bool IsYear(string group) => group.Length == 4 && group[0] is '1' or '2' && group[1] is '9' or '0';

    private static bool IsVowel(char c) => char.ToLowerInvariant(c) is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';
}
