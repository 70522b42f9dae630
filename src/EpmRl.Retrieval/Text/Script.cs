namespace EpmRl.Retrieval.Text;

/// <summary>Scripts without blanks between words.</summary>
internal enum Script
{
    /// <summary>Any other character: words end at blanks and marks.</summary>
    Spaced,

    /// <summary>Chinese characters.</summary>
    Han,

    /// <summary>Japanese endings and particles.</summary>
    Hiragana,

    /// <summary>Japanese loanwords.</summary>
    Katakana,

    /// <summary>Korean syllables and letters.</summary>
    Hangul,
}

/// <summary>Distinguishes scripts.</summary>
internal static class Scripts
{
    /// <summary>The script of a character.</summary>
    public static Script Of(char c) => c < '\u1100' ? Script.Spaced : c switch
    {
        <= '\u11FF' or (>= '\u3131' and <= '\u318E') or (>= '\uA960' and <= '\uA97C') or (>= '\uAC00' and <= '\uD7FB') => Script.Hangul,
        >= '\u3041' and <= '\u309F' => Script.Hiragana,
        (>= '\u30A1' and <= '\u30FF' and not '\u30FB') or (>= '\u31F0' and <= '\u31FF') or (>= '\uFF66' and <= '\uFF9F') => Script.Katakana,
        (>= '\u4E00' and <= '\u9FFF') or (>= '\u3400' and <= '\u4DBF') or (>= '\uF900' and <= '\uFAFF') or (>= '\u3005' and <= '\u3007') =>
            Script.Han,
        _ => Script.Spaced,
    };

    /// <summary>Whether a script writes no blanks between words.</summary>
    public static bool IsSpaced(char c) => Of(c) == Script.Spaced;

    /// <summary>Whether a kana only continues the one before it: the long vowel mark, and small letters.</summary>
    public static bool IsInner(char c) =>
        c is '\u30FC' or '\u30C3' or '\u30E3' or '\u30E5' or '\u30E7' or '\u30A1' or '\u30A3' or '\u30A5'
            or '\u30A7' or '\u30A9' or '\u30F3';
}
