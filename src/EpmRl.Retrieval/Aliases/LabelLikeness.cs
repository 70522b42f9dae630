using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Aliases;

/// <summary>Determines how a phrase resembles a label.</summary>
internal static class LabelLikeness
{
    private const int ShortestCut = 3; // letters of an abbreviation

    /// <summary>The strongest likeness of two texts.</summary>
    public static AliasLikeness Of(string alias, string label)
    {
        string[] one = Keys(alias);
        string[] other = Keys(label);
        return IsInitials(one, other) || IsInitials(other, one) ? AliasLikeness.Initials
            : IsSpelledAlike(string.Concat(one), string.Concat(other)) ? AliasLikeness.Spelling
            : one.Intersect(other, StringComparer.Ordinal).Any() ? AliasLikeness.SharedWord
            : AliasLikeness.None;
    }

    private static string[] Keys(string text) => [.. Word.Split(CleanText.Of(text).Text).Select(word => PhraseTable.WordKey(word.Key))];

    private static bool IsInitials(string[] initials, string[] words)
    {
        string letters = string.Concat(initials);
        return letters.Length >= 2 && letters.Length == words.Length && words.Select(word => word[0]).SequenceEqual(letters);
    }

    private static bool IsSpelledAlike(string one, string other)
    {
        (string shorter, string longer) = one.Length <= other.Length ? (one, other) : (other, one);
        return (shorter.Length >= ShortestCut && longer.StartsWith(shorter, StringComparison.Ordinal))
            || ClosestName.Of(shorter, [longer]) is not null;
    }
}
