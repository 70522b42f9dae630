using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Matching;

/// <summary>The words of a title, for comparing titles coarsely.</summary>
internal static class TitleWords
{
    /// <summary>The words: runs of letters and digits, without case and accents.</summary>
    public static HashSet<string> Of(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        var words = new HashSet<string>(StringComparer.Ordinal);
        string key = TextKey.Of(title);
        int start = -1;
        for (int i = 0; i <= key.Length; i++)
        {
            bool isPart = i < key.Length && char.IsLetterOrDigit(key[i]);
            if (isPart && start < 0)
            {
                start = i;
            }
            else if (!isPart && start >= 0)
            {
                words.Add(key[start..i]);
                start = -1;
            }
        }

        return words;
    }

    /// <summary>Share of the words of two titles that both have (Jaccard), in [0, 1].</summary>
    public static double Likeness(HashSet<string> one, HashSet<string> other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        (HashSet<string> few, HashSet<string> many) = one.Count <= other.Count ? (one, other) : (other, one);
        int both = few.Count(many.Contains);
        return both == 0 ? 0 : (double)both / (few.Count + many.Count - both);
    }
}
