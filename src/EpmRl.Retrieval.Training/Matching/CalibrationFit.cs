using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>Fits probabilities and thresholds of a matcher to honest scores.</summary>
internal static class CalibrationFit
{
    private const double SureOfOther = 0.25; // of the threshold: below it, another verdict than unsure

    /// <summary>Fits Platt's logistic by Newton steps (Lin et al., A note on Platt's probabilistic outputs, 2007).</summary>
    /// <param name="scored">Scores with the truth and how much they count; none from a model that saw the pair.</param>
    public static MatchCalibration Of(IReadOnlyList<(double Score, bool Same, float Weight)> scored)
    {
        ArgumentNullException.ThrowIfNull(scored);
        double same = scored.Where(pair => pair.Same).Sum(pair => pair.Weight), other = scored.Sum(pair => pair.Weight) - same;
        double high = (same + 1) / (same + 2), low = 1 / (other + 2);
        double slope = 1, offset = 0;
        for (int round = 0; round < 50; round++)
        {
            double gradientSlope = 0, gradientOffset = 0, ss = 1e-9, so = 0, oo = 1e-9;
            foreach ((double score, bool isSame, float share) in scored)
            {
                double probability = 1 / (1 + Math.Exp(-((slope * score) + offset)));
                double error = share * (probability - (isSame ? high : low)), weight = share * probability * (1 - probability);
                gradientSlope += error * score;
                gradientOffset += error;
                ss += weight * score * score;
                so += weight * score;
                oo += weight;
            }

            double determinant = (ss * oo) - (so * so);
            double stepSlope = ((oo * gradientSlope) - (so * gradientOffset)) / determinant;
            double stepOffset = ((ss * gradientOffset) - (so * gradientSlope)) / determinant;
            slope -= Math.Clamp(stepSlope, -1, 1);
            offset -= Math.Clamp(stepOffset, -2, 2);
            if (Math.Abs(stepSlope) + Math.Abs(stepOffset) < 1e-9)
            {
                break;
            }
        }

        var calibration = new MatchCalibration(slope, offset, same / (same + other), 0.5, 0.1, 0.5);
        double threshold = MatchFigures.BestThreshold(
            [.. scored.Select(pair => (calibration.Probability(pair.Score), pair.Same, (double)pair.Weight))]);
        return calibration with { SameFrom = threshold, DifferentTo = threshold * SureOfOther };
    }
}
