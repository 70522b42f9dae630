using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Search;

/// <summary>The words of a query found in a spelling so far. Words of the query are processed in order.</summary>
/// <param name="Weight">Weight of the query's words found, each times its similarity; without the latest word.</param>
/// <param name="Letters">Letters of the spelling in the words found; without the latest.</param>
/// <param name="Latest">Position of the latest word of the query, from 1; 0 for none.</param>
/// <param name="LatestWeight">Its weight times its similarity.</param>
/// <param name="LatestLetters">Letters of the matching word.</param>
/// <param name="Found">A bit for each of the query's first 64 words that was found.</param>
internal readonly record struct WordAgreement(float Weight, int Letters, int Latest, float LatestWeight, int LatestLetters, ulong Found)
{
    /// <summary>Best score of a spelling with all words.</summary>
    private const double Best = 0.89;

    /// <summary>Adds a word; of several matches of one query word the most similar counts.</summary>
    public WordAgreement With(int place, in WordMatch match, double weight)
    {
        float likeness = (float)(weight * match.Likeness);
        return Latest != place + 1 ? new WordAgreement(
                Weight + LatestWeight, Letters + LatestLetters, place + 1, likeness, match.Found.Length,
                Found | (place < 64 ? 1UL << place : 0))
            : likeness > LatestWeight ? this with { LatestWeight = likeness, LatestLetters = match.Found.Length }
            : this;
    }

    /// <summary>In [0, 0.89].</summary>
    /// <param name="total">Weight of all words of the query.</param>
    /// <param name="key">The spelling.</param>
    /// <param name="context">Weight of words missing in the spelling but present in the attribute's context.</param>
    public double Score(double total, string key, double context)
    {
        double ofQuery = (Weight + LatestWeight + context) / total;
        int letters = 0;
        foreach (char c in key)
        {
            letters += c == ' ' ? 0 : 1;
        }

        double ofSpelling = Math.Min(1, (double)(Letters + LatestLetters) / letters);
        return ofQuery < 0.5 ? 0 : Best * ofQuery * ofQuery * (0.7 + (0.3 * ofSpelling));
    }

    /// <summary>The pairs of matching words.</summary>
    public static IReadOnlyList<WordMatch> Explain(List<string> query, List<string> spelling)
    {
        var matches = new List<WordMatch>();
        foreach (string word in query)
        {
            WordMatch? best = null;
            foreach (string other in spelling)
            {
                int limit = Math.Min(WordIndex.MostErrors(word), WordIndex.MostErrors(other));
                int errors = EditDistance.Within(word, other, limit);
                WordMatch? match = errors > 0 && WordForms.Agree(word, other) ? new WordMatch(word, other, 0, IsBeginning: false)
                    : errors <= limit ? new WordMatch(word, other, errors, IsBeginning: false)
                    : word.Length >= 2 && other.Length <= 2 * word.Length && other.StartsWith(word, StringComparison.Ordinal)
                        ? new WordMatch(word, other, 0, IsBeginning: true)
                    : null;
                best = match is { } found && (best is not { } known || found.Likeness > known.Likeness) ? match : best;
            }

            if (best is { } taken)
            {
                matches.Add(taken);
            }
        }

        return matches;
    }
}
