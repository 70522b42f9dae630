using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Splits words with a missing blank ("BlackCOLOR" is "Black" and "COLOR", "SASHot" is "SAS" and "Hot"), and words of scripts without
/// blanks: in Chinese and Japanese words every letter is a part, and phrases are looked up at each.
/// </summary>
internal static class GluedWords
{
    private const int ShortestKana = 3; // length of the rest of a kana word next to a part: "ブラック" does not contain "ラック"

    /// <summary>The words of a field with glued ones split; empty if none is glued.</summary>
    public static IReadOnlyList<Word> Split(FieldText field)
    {
        var words = new List<Word>();
        bool glued = false;
        foreach (Word word in field.Words)
        {
            int start = word.Start;
            for (int i = word.Start + 1; i < word.End; i++)
            {
                if (IsSeam(field.Text, i, word.End))
                {
                    words.Add(Part(field.Text, start, i));
                    start = i;
                    glued = true;
                }
            }

            words.Add(start == word.Start ? word : Part(field.Text, start, word.End));
        }

        return glued ? words : [];
    }

    /// <summary>The maximum number of parts per text.</summary>
    public static int Count(string text, IReadOnlyList<Word> words) =>
        words.Sum(word => Scripts.Of(text[word.Start]) is Script.Spaced or Script.Hangul ? 1 : word.End - word.Start);

    /// <summary>
    /// Whether parts of a word may be a word in their context. A single Chinese character inside a longer word means something else ("赤外線"
    /// is not red); for kana, the rest must be long enough to be a word too ("ワイヤレス|ブラック").
    /// </summary>
    public static bool MayStand(string text, int start, int end) =>
        MayCut(text, start, start - 1, -1, end - start) && MayCut(text, end - 1, end, +1, end - start);

    // Whether a word may end at a letter, in one direction.
    private static bool MayCut(string text, int edge, int beyond, int step, int length)
    {
        Script script = Scripts.Of(text[edge]);
        if (script is Script.Spaced or Script.Hangul || beyond < 0 || beyond >= text.Length || Scripts.Of(text[beyond]) != script)
        {
            return true;
        }

        if (script == Script.Han)
        {
            return length > 1;
        }

        if (Scripts.IsInner(text[step > 0 ? beyond : edge]))
        {
            return false;
        }

        int rest = 0;
        while (rest < ShortestKana && beyond >= 0 && beyond < text.Length && Scripts.Of(text[beyond]) == script)
        {
            rest++;
            beyond += step;
        }

        return rest == ShortestKana;
    }

    // A capital after a small letter, or the last capital of a run, or after a digit, before small ones ("G2Part"); any Chinese or Japanese
    // letter.
    private static bool IsSeam(string text, int i, int end) =>
        char.IsUpper(text[i])
            ? char.IsLower(text[i - 1])
                || ((char.IsUpper(text[i - 1]) || char.IsAsciiDigit(text[i - 1])) && i + 1 < end && char.IsLower(text[i + 1]))
            : text[i] >= '\u3000' && char.IsLetter(text[i]) && Scripts.Of(text[i]) is Script.Han or Script.Hiragana or Script.Katakana;

    private static Word Part(string text, int start, int end) => new(start, end, TextKey.Of(text[start..end]));
}
