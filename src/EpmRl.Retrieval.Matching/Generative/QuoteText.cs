using System.Globalization;
using System.Text;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Matching;

/// <summary>A text by its comparison keys, character by character, in which quotes are found at the bounds of words.</summary>
internal sealed class QuoteText
{
    private readonly string text;
    private readonly string key;
    private readonly int[] places; // where in the text each character of the key begins
    private readonly int[] ends; // and where it ends

    private QuoteText(string text, string key, int[] places, int[] ends) =>
        (this.text, this.key, this.places, this.ends) = (text, key, places, ends);

    /// <summary>Whether it has a letter or digit.</summary>
    public bool HasWord => key.Any(char.IsLetterOrDigit);

    /// <summary>Prepares a text.</summary>
    public static QuoteText Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var key = new StringBuilder(text.Length);
        var places = new List<int>(text.Length);
        var ends = new List<int>(text.Length);
        for (int i = 0; i < text.Length;)
        {
            int length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1;
            if (char.IsWhiteSpace(text[i]))
            {
                if (key.Length > 0 && key[^1] != ' ')
                {
                    key.Append(' ');
                    places.Add(i);
                    ends.Add(i + 1);
                }
            }
            else
            {
                foreach (char c in char.IsAscii(text[i]) ? text[i].ToString().ToLowerInvariant() : TextKey.Of(text.Substring(i, length)))
                {
                    key.Append(c);
                    places.Add(i);
                    ends.Add(i + length);
                }
            }

            i += length;
        }

        if (key.Length > 0 && key[^1] == ' ')
        {
            key.Length--;
        }

        return new QuoteText(text, key.ToString(), [.. places], [.. ends]);
    }

    /// <summary>Whether two texts are equal.</summary>
    public bool IsSame(QuoteText other) => key == other.key;

    /// <summary>Where a quote stands; null if nowhere.</summary>
    /// <returns>[start, end) in the text.</returns>
    public (int Start, int End)? Find(QuoteText quote)
    {
        string sought = quote.key;
        if (!quote.HasWord)
        {
            return null;
        }

        for (int at = key.IndexOf(sought, StringComparison.Ordinal); at >= 0; at = key.IndexOf(sought, at + 1, StringComparison.Ordinal))
        {
            int end = at + sought.Length;
            if (IsBound(at) && IsBound(end))
            {
                return (places[at], ends[end - 1]);
            }
        }

        return null;
    }

    // Letters and digits of scripts that part words by blanks.
    private static bool IsWord(char c) =>
        char.IsLetterOrDigit(c) && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.OtherLetter;

    // By the text, not by its key, in which marks may be letters ("™" is "tm").
    private bool IsBound(int at) => at == 0 || at == key.Length
        || (places[at - 1] != places[at] && !(IsWord(text[places[at - 1]]) && IsWord(text[places[at]])));
}
