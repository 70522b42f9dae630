namespace EpmRl.Retrieval.Mentions.Readers;

/// <summary>Splits words that lost the blank between them: "BlackCOLOR" is "Black" and "COLOR", "SASHot" is "SAS" and "Hot".</summary>
internal static class GluedWords
{
    /// <summary>The words of a field with the glued ones split; empty when none is glued.</summary>
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

    // A capital after a small letter, or the last capital of a run, or after a digit, before small ones ("G2Part").
    private static bool IsSeam(string text, int i, int end) =>
        char.IsUpper(text[i])
        && (char.IsLower(text[i - 1]) || ((char.IsUpper(text[i - 1]) || char.IsAsciiDigit(text[i - 1])) && i + 1 < end && char.IsLower(text[i + 1])));

    private static Word Part(string text, int start, int end) => new(start, end, Taxonomy.TextKey.Of(text[start..end]));
}
