namespace EpmRl.Retrieval.Matching;

/// <summary>How well scored pairs separate matches from others.</summary>
/// <param name="Pairs">Number of pairs.</param>
/// <param name="Matches">Number of matches among them.</param>
/// <param name="Precision">Share of right pairs among those called <c>same</c>, in [0, 1].</param>
/// <param name="Recall">Share of the matches called <c>same</c>, in [0, 1].</param>
/// <param name="AveragePrecision">Area under the curve of precision by recall, in [0, 1].</param>
/// <param name="PrecisionAtRecall">Precision where 80, 90 and 95 % of the matches are found.</param>
internal sealed record MatchFigures(
    int Pairs, int Matches, double Precision, double Recall, double AveragePrecision,
        IReadOnlyList<(double Recall, double Precision)> PrecisionAtRecall)
{
    /// <summary>Harmonic mean of precision and recall, in [0, 1].</summary>
    public double F1 => Precision + Recall > 0 ? 2 * Precision * Recall / (Precision + Recall) : 0;

    /// <summary>Pairs that are no match, for each match: the class ratio without which an F1 says nothing.</summary>
    public double Ratio => Matches > 0 ? (double)(Pairs - Matches) / Matches : 0;

    /// <summary>Measures pairs.</summary>
    /// <param name="pairs">Score, whether it is called a match, and whether it is one.</param>
    public static MatchFigures Of(IReadOnlyCollection<(double Score, bool Called, bool Match)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        int matches = pairs.Count(pair => pair.Match), called = pairs.Count(pair => pair.Called);
        int right = pairs.Count(pair => pair.Called && pair.Match);
        (double average, (double, double)[] at) = Curve([.. pairs.OrderByDescending(pair => pair.Score)], matches);
        return new MatchFigures(
            pairs.Count, matches, called > 0 ? (double)right / called : 0, matches > 0 ? (double)right / matches : 0, average, at);
    }

    /// <summary>The threshold of the largest F1: pairs of at least this score are called matches.</summary>
    /// <param name="pairs">Score, whether it is a match, and how much it counts.</param>
    public static double BestThreshold(IReadOnlyCollection<(double Score, bool Match, double Weight)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        (double Score, bool Match, double Weight)[] sorted = [.. pairs.OrderByDescending(pair => pair.Score)];
        double matches = sorted.Where(pair => pair.Match).Sum(pair => pair.Weight), right = 0, called = 0, best = 0, threshold = 0.5;
        for (int i = 0; i < sorted.Length; i++)
        {
            called += sorted[i].Weight;
            right += sorted[i].Match ? sorted[i].Weight : 0;
            if (i + 1 < sorted.Length && sorted[i + 1].Score == sorted[i].Score)
            {
                continue;
            }

            double f1 = 2 * right / (called + matches);
            if (f1 > best)
            {
                best = f1;
                threshold = i + 1 < sorted.Length ? (sorted[i].Score + sorted[i + 1].Score) / 2 : sorted[i].Score;
            }
        }

        return threshold;
    }

    private static (double Average, (double, double)[] At) Curve((double Score, bool Called, bool Match)[] sorted, int matches)
    {
        double[] recalls = [0.8, 0.9, 0.95];
        var at = recalls.Select(recall => (recall, 0.0)).ToArray();
        double average = 0;
        int right = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            if (!sorted[i].Match)
            {
                continue;
            }

            right++;
            double precision = (double)right / (i + 1);
            average += precision / matches;
            for (int k = 0; k < recalls.Length; k++)
            {
                at[k].Item2 = (double)right / matches >= recalls[k] ? Math.Max(at[k].Item2, precision) : at[k].Item2;
            }
        }

        return (average, at);
    }
}
