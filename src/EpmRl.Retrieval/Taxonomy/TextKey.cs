using System.Globalization;
using System.Text;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The one normalisation by which labels, aliases and names are compared: for uniqueness and for look-up alike.</summary>
public static class TextKey
{
    /// <summary>NFKC, accents dropped, case folded, trimmed, white space collapsed to one space.</summary>
    /// <param name="text">A label, alias or name.</param>
    /// <returns>The key; equal for texts that count as the same.</returns>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsPlain(text) ? text : Fold(text, keepCase: false);
    }

    /// <summary>The same but with case kept, for attributes whose labels differ by case alone.</summary>
    public static string OfCased(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Fold(text, keepCase: true);
    }

    private static bool IsPlain(string text)
    {
        char previous = ' ';
        foreach (char c in text)
        {
            if (c >= 128 || char.IsAsciiLetterUpper(c) || c < ' ' || (c == ' ' && previous == ' '))
            {
                return false;
            }

            previous = c;
        }

        return previous != ' ' || text.Length == 0;
    }

    private static string Fold(string text, bool keepCase)
    {
        // A lone surrogate cannot be normalised; it is compared as the replacement character.
        string decomposed = UnicodeForms.Decompose(ReplaceLoneSurrogates(text), compatibility: true);
        var key = new StringBuilder(decomposed.Length);
        foreach (Rune rune in decomposed.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark)
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
            else if (rune.Value == 'ß' && !keepCase)
            {
                key.Append("ss");
            }
            else
            {
                key.Append((keepCase ? rune : Rune.ToLowerInvariant(rune)).ToString());
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
