namespace EpmRl.Retrieval.Mentions;

/// <summary>Groups of adjacent words: the possible values of an attribute whose values are in no list.</summary>
internal static class WordSpans
{
    private const int MostWords = 8;
    private const int MostFieldWords = 64; // a longer title is a list of keywords
    private const int WidestGap = 3;

    /// <summary>The groups of a field's first words that no mark parts, by their first word.</summary>
    /// <param name="field">The field.</param>
    /// <param name="mostWords">Words of the longest group.</param>
    /// <param name="mostFieldWords">Words of the field that are read.</param>
    /// <returns>Indices of the first and the last word.</returns>
    public static IEnumerable<(int First, int Last)> Of(
        FieldText field, int mostWords = MostWords, int mostFieldWords = MostFieldWords)
    {
        IReadOnlyList<Word> words = field.Words;
        int count = Math.Min(words.Count, mostFieldWords);
        for (int first = 0; first < count; first++)
        {
            for (int last = first; last < Math.Min(first + mostWords, count); last++)
            {
                if (last > first && !IsJoint(field.Text, words[last - 1].End, words[last].Start))
                {
                    break;
                }

                yield return (first, last);
            }
        }
    }

    // Whether words may belong to one name: no mark that ends a phrase is between them.
    private static bool IsJoint(string text, int start, int end) =>
        end - start <= WidestGap && !text.AsSpan(start, end - start).ContainsAny("|;:,()[]\"");
}
