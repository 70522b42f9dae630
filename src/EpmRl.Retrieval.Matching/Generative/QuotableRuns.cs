using System.Globalization;

namespace EpmRl.Retrieval.Matching;

/// <summary>The short runs of words of a listing, which a grammar lets an answer quote.</summary>
internal static class QuotableRuns
{
    private const int MostRuns = 2000;

    /// <summary>The runs, each once, in the order of the listing.</summary>
    /// <param name="listing">The listing.</param>
    public static IReadOnlyList<string> Of(ShownListing listing)
    {
        var runs = new HashSet<string>(StringComparer.Ordinal);
        foreach (string line in listing.Text.Split('\n'))
        {
            List<(int Start, int End)> words = WordsOf(line);
            for (int first = 0; first < words.Count; first++)
            {
                for (int last = first; last < Math.Min(words.Count, first + QuoteRules.MostWords); last++)
                {
                    if (words[last].End - words[first].Start <= QuoteRules.MostCharacters && runs.Count < MostRuns)
                    {
                        runs.Add(line[words[first].Start..words[last].End]);
                    }
                }
            }
        }

        return [.. runs];
    }

    // Runs of letters and digits: between two of them a quote may begin and end.
    private static List<(int Start, int End)> WordsOf(string line)
    {
        var words = new List<(int, int)>();
        for (int i = 0; i < line.Length; i++)
        {
            int start = i;
            while (i < line.Length && (char.IsLetterOrDigit(line[i]) || (i > start && IsMark(line[i]))))
            {
                i++;
            }

            if (i > start)
            {
                words.Add((start, i));
            }
        }

        return words;
    }

    private static bool IsMark(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
