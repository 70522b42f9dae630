using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Mentions;

/// <summary>A word in the form used to compare names of kinds, with its separator from the word before.</summary>
/// <param name="Start">First character in the cleaned text.</param>
/// <param name="End">The character after its last.</param>
/// <param name="Key">Its comparison key, without a plural's s.</param>
/// <param name="Break">The text before it.</param>
internal readonly record struct KindToken(int Start, int End, string Key, KindBreak Break)
{
    private const int LongestElision = 4; // d'ordinateur, dell'acqua
    private const int LeastElided = 3;

    /// <summary>The tokens of a field.</summary>
    public static List<KindToken> Of(FieldText field)
    {
        var tokens = new List<KindToken>(field.Words.Count);
        int end = 0;
        foreach (Word word in field.Words)
        {
            KindBreak before = BreakOf(field.Text.AsSpan(end, word.Start - end), first: tokens.Count == 0);
            // negative without one
            int elided = field.Text.IndexOf('\'', word.Start, Math.Min(LongestElision + 1, word.End - word.Start)) - word.Start;
            if (elided is > 0 and <= LongestElision && word.End - word.Start > elided + LeastElided)
            {
                tokens.Add(
                    new KindToken(word.Start, word.Start + elided, TextKey.Of(field.Text[word.Start..(word.Start + elided)]), before));
                int rest = word.Start + elided + 1;
                tokens.Add(new KindToken(rest, word.End, KeyOf(TextKey.Of(field.Text[rest..word.End])), KindBreak.None));
            }
            else
            {
                tokens.Add(new KindToken(word.Start, word.End, KeyOf(word.Key), before));
            }

            end = word.End;
        }

        return tokens;
    }

    private static string KeyOf(string key) => PhraseTable.WordKey(key);

    private static KindBreak BreakOf(ReadOnlySpan<char> gap, bool first)
    {
        if (first)
        {
            return KindBreak.Sentence;
        }

        if (gap.ContainsAny("|;•·\n。！？!?→»") || gap.IndexOf(" - ", StringComparison.Ordinal) >= 0
            || (gap.Contains('.') && gap.Contains(' ')))
        {
            return KindBreak.Sentence;
        }

        return gap.Contains(')') || gap.Contains(']') ? KindBreak.Close
            : gap.Contains('(') || gap.Contains('[') ? KindBreak.Open
            : gap.ContainsAny(",:+、，：【】/") && !(gap.Length == 1 && gap[0] == '/') ? KindBreak.Clause
            : gap.Length > 0 && gap.IndexOfAnyExcept(" -./'&") < 0 ? KindBreak.None
            : gap.Length == 0 ? KindBreak.None : KindBreak.Words;
    }
}

/// <summary>The text between two words, weakest first.</summary>
internal enum KindBreak
{
    /// <summary>A blank, a hyphen: the words may be one name.</summary>
    None,

    /// <summary>Another mark, such as a quote: two words of one phrase.</summary>
    Words,

    /// <summary>A comma or a colon: the phrase ends.</summary>
    Clause,

    /// <summary>A bracket opens: so does a phrase.</summary>
    Open,

    /// <summary>A bracket closes.</summary>
    Close,

    /// <summary>A dash, a bar, a full stop: the sentence ends.</summary>
    Sentence,
}
