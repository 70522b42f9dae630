namespace EpmRl.Retrieval.Mentions;

/// <summary>Classifies letters by script: with blanks between words, or without.</summary>
internal static class Letters
{
    /// <summary>Whether a letter is of a script that joins words without blanks or touches numbers: Han, kana, Hangul.</summary>
    public static bool IsIdeograph(char c) =>
        c is (>= '\u2E80' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7AF') or (>= '\uF900' and <= '\uFAFF');

    /// <summary>Whether a letter forms a code with digits that it touches: "P822".</summary>
    public static bool JoinsDigits(char c) => char.IsLetter(c) && !IsIdeograph(c);
}
