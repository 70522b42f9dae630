using System.Text;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Phrases by their words; finds the longest phrase that begins at a word.</summary>
/// <remarks>Words are compared without case, accents, apostrophes and a plural's s, so "Ring's", "rings" and "Ring" are one word.</remarks>
internal sealed class PhraseTable
{
    private readonly Dictionary<string, List<Phrase>> phrases = new(StringComparer.Ordinal);
    private readonly HashSet<string> beginnings = new(StringComparer.Ordinal);
    private int longest;

    /// <summary>True if no phrase was added.</summary>
    public bool IsEmpty => phrases.Count == 0;

    /// <summary>Adds a phrase that means a value. Phrases without letters or digits are left out.</summary>
    public void Add(string text, TaxonomyValue value, bool synonym)
    {
        Word[] words = Word.Split(text);
        if (words.Length == 0)
        {
            return;
        }

        string key = Key(words, 0, words.Length);
        if (!phrases.TryGetValue(key, out List<Phrase>? same))
        {
            phrases.Add(key, same = []);
        }

        if (!same.Any(phrase => phrase.Value.Id == value.Id && phrase.Text == text))
        {
            same.Add(new Phrase(text, value, synonym));
            longest = Math.Max(longest, GluedWords.Count(text, words));
            beginnings.Add(WordKey(words[0].Key));
            beginnings.Add(words[0].Key[..1]); // for the first part of a longer word
        }
    }

    /// <summary>The value that a single word means; null if none or several.</summary>
    public TaxonomyValue? Find(string key) =>
        phrases.TryGetValue(WordKey(key), out List<Phrase>? found) && found.TrueForAll(phrase => phrase.Value.Id == found[0].Value.Id)
            ? found[0].Value
            : null;

    /// <summary>The longest phrase that begins at a word.</summary>
    /// <returns>The phrases of that wording and their number of words; 0 words if there are none.</returns>
    public (IReadOnlyList<Phrase> Phrases, int Words) Longest(string text, IReadOnlyList<Word> words, int first)
    {
        if (!beginnings.Contains(WordKey(words[first].Key)))
        {
            return ([], 0);
        }

        int most = 1;
        while (most < longest && first + most < words.Count && IsJoint(text, words[first + most - 1].End, words[first + most].Start))
        {
            most++;
        }

        for (int count = most; count > 0; count--)
        {
            if (phrases.TryGetValue(Key(words, first, count), out List<Phrase>? found))
            {
                return (found, count);
            }
        }

        return ([], 0);
    }

    private static string Key(IReadOnlyList<Word> words, int first, int count)
    {
        if (count == 1)
        {
            return WordKey(words[first].Key);
        }

        var key = new StringBuilder();
        for (int i = first; i < first + count; i++)
        {
            key.Append(i == first || Word.AreOneRun(words[i - 1], words[i]) ? "" : " ").Append(WordKey(words[i].Key));
        }

        return key.ToString();
    }

    /// <summary>The part of a word's key that is compared.</summary>
    internal static string WordKey(string key)
    {
        if (key.Contains('\'', StringComparison.Ordinal))
        {
            key = key.Replace("'", "", StringComparison.Ordinal);
        }

        return key.Length >= 4 && key[^1] == 's' && key[^2] != 's' && char.IsLetter(key[^2]) ? key[..^1] : key;
    }

    private static bool IsJoint(string text, int start, int end) =>
        end - start <= 3 && !text.AsSpan(start, end - start).ContainsAny("|;:");
}

/// <summary>A wording of a value.</summary>
/// <param name="Text">The wording.</param>
/// <param name="Value">Its value.</param>
/// <param name="Synonym">True when it comes from a value pack.</param>
internal sealed record Phrase(string Text, TaxonomyValue Value, bool Synonym);
