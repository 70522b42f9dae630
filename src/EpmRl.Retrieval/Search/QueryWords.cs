using System.Globalization;

namespace EpmRl.Retrieval.Search;

/// <summary>The words of a key: runs of letters, digits and marks; a dot or comma between digits belongs to its number.</summary>
internal static class QueryWords
{
    public static List<string> Of(string key)
    {
        var words = new List<string>();
        int start = -1;
        for (int i = 0; i <= key.Length; i++)
        {
            if (i < key.Length && IsOfWord(key, i))
            {
                start = start < 0 ? i : start;
            }
            else if (start >= 0)
            {
                words.Add(start == 0 && i == key.Length ? key : key[start..i]);
                start = -1;
            }
        }

        return words;
    }

    private static bool IsOfWord(string key, int i)
    {
        char c = key[i];
        return char.IsLetterOrDigit(c) || char.IsSurrogate(c)
            || (c is '.' or ',' && i > 0 && i + 1 < key.Length && char.IsAsciiDigit(key[i - 1]) && char.IsAsciiDigit(key[i + 1]))
            || (c > 127 && char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);
    }
}
