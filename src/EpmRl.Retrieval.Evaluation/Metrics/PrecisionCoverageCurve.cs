namespace EpmRl.Retrieval.Evaluation;

/// <summary>Precision against coverage, when the best values are answered in order of falling probability.</summary>
/// <param name="Points">From nothing answered to every best value answered; at most about a hundred.</param>
internal sealed record PrecisionCoverageCurve(IReadOnlyList<PrecisionCoveragePoint> Points)
{
    private const int MaxPoints = 100;

    /// <summary>Draws the curve.</summary>
    /// <param name="pairs">Every scored pair, answered or not: an unanswered pair takes part with its best alternative.</param>
    public static PrecisionCoverageCurve Of(IReadOnlyCollection<PairResult> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        PairResult[] ranked = [.. pairs.Where(pair => pair.Best is not null).OrderByDescending(pair => pair.Best!.Probability)];
        int withValue = pairs.Count(pair => pair.Gold.Count > 0);
        int step = Math.Max(1, (ranked.Length + MaxPoints - 1) / MaxPoints);
        var points = new List<PrecisionCoveragePoint>();
        int right = 0;
        int lastTaken = 0;
        for (int i = 0; i < ranked.Length; i++)
        {
            right += ranked[i].BestIsRight ? 1 : 0;
            bool last = i + 1 == ranked.Length;
            // No threshold separates equal probabilities.
            bool tied = !last && ranked[i + 1].Best!.Probability == ranked[i].Best!.Probability;
            if (last || (!tied && i + 1 - lastTaken >= step))
            {
                lastTaken = i + 1;
                points.Add(new PrecisionCoveragePoint(
                    ranked[i].Best!.Probability,
                    (double)(i + 1) / pairs.Count,
                    (double)right / (i + 1),
                    withValue == 0 ? 0 : (double)right / withValue));
            }
        }

        return new PrecisionCoverageCurve(points);
    }
}

/// <summary>The figures for answering from a probability upwards.</summary>
/// <param name="Probability">The lowest probability that is answered.</param>
/// <param name="Coverage">Share of all pairs that are answered.</param>
/// <param name="Precision">Share of the answered pairs that are right.</param>
/// <param name="Recall">Share of the pairs with a value that are answered correctly.</param>
internal readonly record struct PrecisionCoveragePoint(double Probability, double Coverage, double Precision, double Recall);
