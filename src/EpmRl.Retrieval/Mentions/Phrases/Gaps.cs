namespace EpmRl.Retrieval.Mentions;

/// <summary>Classifies the text between the words of a text.</summary>
internal static class Gaps
{
    /// <summary>The gap before each word, and the one after the last; the first is a stop. Every character is examined once.</summary>
    public static Gap[] Of(FieldText field, IReadOnlyList<Word> words)
    {
        var gaps = new Gap[words.Count + 1];
        gaps[0] = Gap.Stop;
        gaps[^1] = Gap.Stop;
        for (int i = 1; i < words.Count; i++)
        {
            gaps[i] = field.IsOneSentence(words[i - 1].End, words[i].Start)
                ? Of(field.Text.AsSpan(words[i - 1].End, words[i].Start - words[i - 1].End))
                : Gap.Stop;
        }

        return gaps;
    }

    private static Gap Of(ReadOnlySpan<char> between)
    {
        Gap gap = Gap.Blank;
        for (int i = 0; i < between.Length; i++)
        {
            bool spaced = i + 1 == between.Length || between[i + 1] == ' ';
            Gap one = between[i] switch
            {
                ';' or '|' or '!' or '?' or '\u2022' or '\u00B7' or '\u3002' or '\uFF1B' or '\uFF01' or '\uFF1F' or '\n' => Gap.Stop,
                '(' or ')' or '[' or ']' or '{' or '}' or '\u3010' or '\u3011' or '\uFF08' or '\uFF09' or '\u300C' or '\u300D' =>
                    Gap.Bracket,
                ':' or '=' or '\uFF1A' => Gap.Colon,
                ',' or '\u3001' or '\uFF0C' => Gap.Comma,
                '-' or '~' => between.Length == 1 ? Gap.Hyphen : spaced && i > 0 && between[i - 1] == ' ' ? Gap.Dash : Gap.Hyphen,
                '/' => Gap.Slash,
                '&' or '+' => Gap.Plus,
                _ => Gap.Blank,
            };
            gap = one > gap ? one : gap;
        }

        return gap;
    }
}
