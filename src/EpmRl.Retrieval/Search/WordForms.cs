namespace EpmRl.Retrieval.Search;

/// <summary>The regular plural of a word, and the word of a plural: "keys" and "key", "lunches" and "lunch".</summary>
internal static class WordForms
{
    private const int Shortest = 3;

    /// <summary>The other forms a word may have; the caller checks whether they exist.</summary>
    public static IEnumerable<string> Of(string word)
    {
        if (word.Length < Shortest || !char.IsLetter(word[^1]))
        {
            yield break;
        }

        if (word[^1] != 's')
        {
            yield return word + "s";
            yield return word + "es";
            yield break;
        }

        if (word.Length > Shortest && word[^2] != 's')
        {
            yield return word[..^1];
            if (word[^2] == 'e' && word.Length > Shortest + 1)
            {
                yield return word[..^2];
            }
        }
    }

    /// <summary>Whether two words differ only in number.</summary>
    public static bool Agree(string word, string other) => Of(word).Contains(other, StringComparer.Ordinal);
}
