using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>Learns what a word says that one of two titles lacks: its smoothed log-odds of a match.</summary>
internal static class DifferenceTrainer
{
    private const double Strength = 6; // pairs that the overall share of matches counts for
    private const int LeastPairs = 3;

    /// <summary>Learns from pairs.</summary>
    /// <param name="pairs">The words that each title alone has, and whether the pair is a match.</param>
    public static DifferenceWeights Train(IEnumerable<(IReadOnlyList<Token> One, IReadOnlyList<Token> Other, bool Same)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var words = new Dictionary<string, (int Same, int All)>(StringComparer.Ordinal);
        var forms = new Dictionary<TokenForm, (int Same, int All)>();
        int same = 0, all = 0;
        foreach ((IReadOnlyList<Token> one, IReadOnlyList<Token> other, bool isSame) in pairs)
        {
            all++;
            same += isSame ? 1 : 0;
            foreach (Token token in one.Concat(other))
            {
                Count(words, token.Text, isSame);
                Count(forms, token.Form, isSame);
            }
        }

        double share = (same + 1.0) / (all + 2);
        Dictionary<TokenForm, float> unknown = forms.ToDictionary(pair => pair.Key, pair => LogOdds(pair.Value, share));
        return new DifferenceWeights(
            words.Where(pair => pair.Value.All >= LeastPairs)
                .ToDictionary(pair => pair.Key, pair => LogOdds(pair.Value, share), StringComparer.Ordinal),
            unknown);
    }

    private static void Count<T>(Dictionary<T, (int Same, int All)> counts, T key, bool same)
        where T : notnull
    {
        ref (int Same, int All) count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _);
        count = (count.Same + (same ? 1 : 0), count.All + 1);
    }

    // Relative to the share of matches among all pairs, so that a word that says nothing has 0.
    private static float LogOdds((int Same, int All) count, double share) => (float)Math.Clamp(
        Math.Log((count.Same + (Strength * share)) / (count.All - count.Same + (Strength * (1 - share)))) - Math.Log(share / (1 - share)),
        -4, 4);
}
