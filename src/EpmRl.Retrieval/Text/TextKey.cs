using System.Globalization;
using System.Text;

namespace EpmRl.Retrieval.Text;

/// <summary>The one normalisation by which labels, aliases and names are compared, for uniqueness and for look-up.</summary>
internal static class TextKey
{
    /// <summary>
    /// NFKC, accents dropped (where they are ornaments of a letter), case folded, trimmed, white space collapsed to one space.
    /// </summary>
    /// <param name="text">A label, alias or name.</param>
    /// <returns>The key; equal for texts that count as equal.</returns>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsPlain(text, capitals: false) ? text
            : IsPlain(text, capitals: true) ? text.ToLowerInvariant()
            : Fold(text, keepCase: false);
    }

    /// <summary>The same with case kept, for attributes whose labels differ only in case.</summary>
    public static string OfCased(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Fold(text, keepCase: true);
    }

    // ASCII without double blanks: only capitals to fold.
    private static bool IsPlain(string text, bool capitals)
    {
        char previous = ' ';
        foreach (char c in text)
        {
            if (c >= 127 || (!capitals && char.IsAsciiLetterUpper(c)) || c < ' ' || (c == ' ' && previous == ' '))
            {
                return false;
            }

            previous = c;
        }

        return previous != ' ' || text.Length == 0;
    }

    // Accents of Latin, Greek and Cyrillic letters. In other scripts marks are separate letters: Thai and Hindi vowels, the voicing of
    // kana.
    private static bool IsAccent(Rune rune) =>
        rune.Value is (>= 0x0300 and <= 0x036F) or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF) or (>= 0x20D0 and <= 0x20FF)
            or (>= 0xFE20 and <= 0xFE2F);

    private static string Fold(string text, bool keepCase)
    {
        // A lone surrogate cannot be normalised; it is compared as the replacement character.
        string decomposed = UnicodeForms.Decompose(ReplaceLoneSurrogates(text), compatibility: true);
        var key = new StringBuilder(decomposed.Length);
        Span<char> written = stackalloc char[2];
        foreach (Rune rune in decomposed.EnumerateRunes())
        {
            if (IsAccent(rune))
            {
                continue;
            }

            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (key.Length > 0 && key[^1] != ' ')
                {
                    key.Append(' ');
                }
            }
            else
            {
                Rune folded = keepCase || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherLetter ? rune : Rune.ToLowerInvariant(rune);
                key.Append(folded.Value == 'ß' && !keepCase ? "ss" : written[..folded.EncodeToUtf16(written)]);
            }
        }

        if (key.Length > 0 && key[^1] == ' ')
        {
            key.Length--;
        }

        return UnicodeForms.Compose(key.ToString(), compatibility: true);
    }

    private static string ReplaceLoneSurrogates(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                return string.Concat(text.EnumerateRunes()); // a lone surrogate comes out as U+FFFD
            }
        }

        return text;
    }
}
