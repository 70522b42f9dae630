namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Chooses the pairs that a person's answer teaches most: near the threshold, and unlike one another, so that no listing and no kind of
/// pair is asked again and again.
/// </summary>
internal static class ReviewSelection
{
    private const int PoolFactor = 20; // candidates, nearest first, for each pair chosen
    private const double DiversityWeight = 0.5; // of the likeness to the nearest chosen pair, beside the closeness to the threshold
    private const double SharedListing = 0.5; // more likeness of pairs that have a listing in common

    /// <summary>Chooses pairs, the most useful first.</summary>
    /// <param name="candidates">The pairs, in any order.</param>
    /// <param name="threshold">The threshold, in (0, 1).</param>
    /// <param name="count">How many; fewer where there are not as many.</param>
    public static IReadOnlyList<ReviewCandidate> Choose(IEnumerable<ReviewCandidate> candidates, double threshold, int count)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ReviewCandidate[] pool =
        [
            .. candidates.OrderByDescending(candidate => Closeness(candidate.Pair, threshold))
                .ThenBy(candidate => candidate.Pair.A, StringComparer.Ordinal).ThenBy(candidate => candidate.Pair.B, StringComparer.Ordinal)
                .Take((int)Math.Min(int.MaxValue, (long)count * PoolFactor)),
        ];
        HashSet<string>[] words = [.. pool.Select(candidate => TitleWords.Of($"{candidate.TitleA} {candidate.TitleB}"))];
        double[] likeness = new double[pool.Length]; // to the nearest chosen pair
        bool[] taken = new bool[pool.Length];
        var chosen = new List<ReviewCandidate>();
        while (chosen.Count < count && chosen.Count < pool.Length)
        {
            int best = -1;
            double most = double.NegativeInfinity;
            for (int i = 0; i < pool.Length; i++)
            {
                double score = Closeness(pool[i].Pair, threshold) - (DiversityWeight * likeness[i]);
                if (!taken[i] && score > most)
                {
                    (best, most) = (i, score);
                }
            }

            taken[best] = true;
            chosen.Add(pool[best]);
            for (int i = 0; i < pool.Length; i++)
            {
                likeness[i] = Math.Max(
                    likeness[i], TitleWords.Likeness(words[i], words[best]) + (Share(pool[i].Pair, pool[best].Pair) ? SharedListing : 0));
            }
        }

        return chosen;
    }

    // 1 at the threshold, 0 at certainty on either side. A verdict of "unsure" is asked for before others of its probability.
    private static double Closeness(DecidedPair pair, double threshold)
    {
        double distance = pair.Probability >= threshold
            ? (pair.Probability - threshold) / (1 - threshold)
            : (threshold - pair.Probability) / threshold;
        return 1 - distance + (pair.Verdict == MatchVerdict.Unsure ? 0.1 : 0);
    }

    private static bool Share(DecidedPair one, DecidedPair other) =>
        one.A == other.A || one.A == other.B || one.B == other.A || one.B == other.B;
}
