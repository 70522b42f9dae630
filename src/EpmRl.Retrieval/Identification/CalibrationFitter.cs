using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Fits a <see cref="Calibration"/> from labelled answers.</summary>
/// <remarks>
/// Each kind gets a curve pooled over its attributes. Each attribute with labels gets its own, in which the other attributes of its kind
/// take part as a few pseudo-samples (<see cref="CalibrationFitterOptions.PriorSamples"/> in all): with two labels the curve is almost the
/// kind's, with two hundred almost its own. Probability and threshold are shrunk in the same way. Probabilities: Platt scaling with Platt's
/// smoothed targets (Platt, 1999), fitted by <see cref="PlattScaling"/>.
/// </remarks>
internal static class CalibrationFitter
{
    /// <summary>A threshold above every score: nothing is answered.</summary>
    private const double Never = 2;

    /// <summary>Fits curves and thresholds.</summary>
    /// <param name="space">Fingerprint of the space of the scores.</param>
    /// <param name="samples">Labelled answers; a sample with score 0 had no candidate.</param>
    /// <param name="options">Targets of the fit; null for the defaults.</param>
    /// <returns>A curve for each kind and attribute that occurs in the samples.</returns>
    public static Calibration Fit(string space, IReadOnlyCollection<CalibrationSample> samples, CalibrationFitterOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(space);
        ArgumentNullException.ThrowIfNull(samples);
        options ??= new CalibrationFitterOptions();
        options.ThrowIfInvalid();
        double even = BestF1(samples) / 2;
        var kinds = new Dictionary<AttributeKind, CalibrationCurve>();
        foreach (IGrouping<AttributeKind, CalibrationSample> kind in samples.GroupBy(sample => sample.Kind))
        {
            kinds.Add(kind.Key, FitCurve([.. kind.Select(sample => new Weighted(sample, 1))], kind.Count(), even, options));
        }

        var attributes = new Dictionary<string, CalibrationCurve>(StringComparer.Ordinal);
        foreach (IGrouping<string, CalibrationSample> attribute in samples.GroupBy(sample => sample.AttributeId))
        {
            // Kinds inferred from different lists may differ; the samples of the most frequent one are used.
            AttributeKind kind = attribute.CountBy(sample => sample.Kind).MaxBy(count => count.Value).Key;
            CalibrationSample[] others = [.. samples.Where(sample => sample.Kind == kind && sample.AttributeId != attribute.Key)];
            double weight = Math.Min(1, options.PriorSamples / Math.Max(1, others.Length));
            Weighted[] weighted =
                [.. attribute.Select(sample => new Weighted(sample, 1)), .. others.Select(sample => new Weighted(sample, weight))];
            attributes.Add(attribute.Key, FitCurve(weighted, attribute.Count(), even, options));
        }

        return new Calibration { Space = space, Attributes = attributes, Kinds = kinds };
    }

    private static CalibrationCurve FitCurve(Weighted[] samples, int count, double even, CalibrationFitterOptions options)
    {
        Weighted[] ranked = [.. samples.Where(sample => sample.Score > 0).OrderByDescending(sample => sample.Score)];
        (double slope, double intercept) = PlattScaling.Fit(
            [.. ranked.Select(sample => CalibrationCurve.Logit(sample.Score))], [.. ranked.Select(sample => sample.Right)],
            [.. ranked.Select(sample => sample.Weight)]);
        double threshold = options.Precision is { } precision ? LowestWithPrecision(ranked, precision) : ScoreOf(even, slope, intercept);
        double review = Math.Max(threshold, ScoreOf(options.ReviewProbability, slope, intercept));
        return new CalibrationCurve(slope, intercept, threshold, review, count);
    }

    // The score from which answers are at least this probable; a flat curve gives every score the same probability.
    private static double ScoreOf(double probability, double slope, double intercept)
    {
        double wanted = CalibrationCurve.Logit(probability);
        return slope > 0 ? 1 / (1 + Math.Exp((intercept - wanted) / slope)) : intercept >= wanted ? double.Epsilon : Never;
    }

    private static double BestF1(IReadOnlyCollection<CalibrationSample> samples)
    {
        Weighted[] ranked =
        [
            .. samples.Where(sample => sample.Score > 0).Select(sample => new Weighted(sample, 1))
                .OrderByDescending(sample => sample.Score),
        ];
        double withValue = samples.Count(sample => sample.HasValue);
        double best = 0;
        double right = 0;
        for (int i = 0; i < ranked.Length; i++)
        {
            right += ranked[i].Right ? 1 : 0;
            best = Math.Max(best, 2 * right / (i + 1 + withValue));
        }

        return Math.Max(best, 0.01);
    }

    private static double LowestWithPrecision(Weighted[] ranked, double precision)
    {
        double threshold = Never;
        double right = 0;
        double answered = 0;
        for (int i = 0; i < ranked.Length; i++)
        {
            answered += ranked[i].Weight;
            right += ranked[i].Right ? ranked[i].Weight : 0;
            if (IsCut(ranked, i) && right >= precision * answered)
            {
                threshold = CutAfter(ranked, i);
            }
        }

        return threshold;
    }

    // A threshold cannot separate equal scores.
    private static bool IsCut(Weighted[] ranked, int i) => i + 1 == ranked.Length || ranked[i + 1].Score < ranked[i].Score;

    // Halfway to the next score, since no labels lie between.
    private static double CutAfter(Weighted[] ranked, int i) => (ranked[i].Score + (i + 1 < ranked.Length ? ranked[i + 1].Score : 0)) / 2;

    private readonly record struct Weighted(double Score, bool Right, double Weight)
    {
        public Weighted(CalibrationSample sample, double weight)
            : this(sample.Score, sample.Right, weight)
        {
        }
    }
}
