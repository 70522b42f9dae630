using System.Globalization;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Mentions;

/// <summary>A run of letters and digits of a cleaned text.</summary>
/// <param name="Start">First character.</param>
/// <param name="End">The character after its last.</param>
/// <param name="Key">Its comparison key: case folded, accents dropped.</param>
internal readonly record struct Word(int Start, int End, string Key)
{
    /// <summary>
    /// Splits a text into words. There is no split between letters and digits: <c>DDR4</c> is one word. Chinese, Japanese and Korean are
    /// written without blanks: their words end where the script changes, <c>ワイヤレス|黒</c>, <c>メモリ|16GB</c>.
    /// </summary>
    public static Word[] Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = new List<Word>(text.Length / 6);
        for (int i = 0; i < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                continue;
            }

            int start = i;
            Script script = Scripts.Of(text[i++]);
            while (i < text.Length
                && (char.IsLetterOrDigit(text[i]) ? Scripts.Of(text[i]) == script || Scripts.IsInner(text[i]) : IsInnerMark(text, i)))
            {
                i++;
            }

            words.Add(new Word(start, i, TextKey.Of(text[start..i])));
        }

        return [.. words];
    }

    /// <summary>Whether two adjacent words are written without a blank, as in Chinese and Japanese; they are compared as one.</summary>
    internal static bool AreOneRun(Word left, Word right) =>
        left.Key.Length > 0 && right.Key.Length > 0 && IsUnspaced(left.Key[^1]) && IsUnspaced(right.Key[0]);

    /// <summary>The comparison key of adjacent words, with a blank between them unless they are written without one.</summary>
    internal static string KeyOf(ReadOnlySpan<Word> words)
    {
        var key = new System.Text.StringBuilder();
        for (int i = 0; i < words.Length; i++)
        {
            key.Append(i > 0 && !AreOneRun(words[i - 1], words[i]) ? " " : "").Append(words[i].Key);
        }

        return key.ToString();
    }

    private static bool IsUnspaced(char c) => Scripts.Of(c) is Script.Han or Script.Hiragana or Script.Katakana;

    // Combining marks belong to the letter before them; an apostrophe between letters does too ("women's").
    private static bool IsInnerMark(string text, int i) =>
        char.GetUnicodeCategory(text[i]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        || (text[i] == '\'' && i > 0 && i + 1 < text.Length && char.IsLetter(text[i - 1]) && char.IsLetter(text[i + 1]));
}
