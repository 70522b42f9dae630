using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// The words of a text in the form used to look up phrases: without apostrophes and a plural's s, and, in scripts without blanks, with
/// every character as a separate word.
/// </summary>
internal static class PhraseWords
{
    /// <summary>The words of a field.</summary>
    public static IReadOnlyList<Word> Of(FieldText field) => Of(field.Text, field.Words);

    /// <summary>The words of a wording.</summary>
    public static IReadOnlyList<Word> Of(string text) => Of(text, Word.Split(text));

    private static IReadOnlyList<Word> Of(string text, IReadOnlyList<Word> words)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u2E80', '\uFAFF'))
        {
            return words;
        }

        var split = new List<Word>(words.Count);
        foreach (Word word in words)
        {
            int start = word.Start;
            for (int i = word.Start; i < word.End; i++)
            {
                if (IsUnspaced(text[i]))
                {
                    Add(start, i);
                    Add(i, i + 1);
                    start = i + 1;
                }
            }

            if (start == word.Start)
            {
                split.Add(word);
            }
            else
            {
                Add(start, word.End);
            }
        }

        return split;

        void Add(int from, int to)
        {
            if (to > from)
            {
                split.Add(new Word(from, to, TextKey.Of(text[from..to])));
            }
        }
    }

    private static bool IsUnspaced(char c) => Scripts.Of(c) is Script.Han or Script.Hiragana or Script.Katakana;

    /// <summary>The look-up key of adjacent words.</summary>
    public static string Key(IReadOnlyList<Word> words, int first, int count)
    {
        if (count == 1)
        {
            return Key(words[first]);
        }

        var key = new System.Text.StringBuilder();
        for (int i = first; i < first + count; i++)
        {
            key.Append(i > first ? " " : "").Append(Key(words[i]));
        }

        return key.ToString();
    }

    /// <summary>The look-up key of a wording.</summary>
    public static string Key(string text) => Of(text) is { Count: > 0 } words ? Key(words, 0, words.Count) : "";

    /// <summary>The look-up key of a word.</summary>
    public static string Key(Word word) => PhraseTable.WordKey(word.Key);
}
