using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>An attribute's threshold, and the figures when answering from it.</summary>
/// <param name="AttributeId">The attribute.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Threshold">Score from which it is answered; above 1 when it never is.</param>
/// <param name="Precision">Share of the answers that are right, in [0, 1]; null without an answer.</param>
/// <param name="Recall">Share of the listings with a value that are answered correctly, in [0, 1]; null if none has one.</param>
/// <param name="Samples">Number of labelled answers it is based on.</param>
/// <param name="Own">Whether its own labels outweigh those of the other attributes of its kind.</param>
internal sealed record ThresholdFigure(
    string AttributeId, AttributeKind Kind, double Threshold, double? Precision, double? Recall, int Samples, bool Own)
{
    /// <summary>
    /// The figures of every attribute that has a curve of its own. Precision and recall are out of fold: each fold's answers are compared
    /// with the thresholds fitted on the other folds, as in production.
    /// </summary>
    /// <param name="calibration">The calibration, fitted on all samples.</param>
    /// <param name="samples">[N]: the answers to each listing.</param>
    /// <param name="foldOf">[N]: the fold of each listing.</param>
    /// <param name="fitting">The fitter's target.</param>
    public static IReadOnlyList<ThresholdFigure> Of(
        Calibration calibration, IReadOnlyList<IReadOnlyList<CalibrationSample>> samples, IReadOnlyList<int> foldOf,
        CalibrationFitterOptions fitting)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(foldOf);
        ArgumentNullException.ThrowIfNull(fitting);
        var counts = new Dictionary<string, (int Answered, int Right, int WithValue, AttributeKind Kind)>(StringComparer.Ordinal);
        foreach (int fold in foldOf.Distinct())
        {
            Calibration others = CalibrationFitter.Fit(
                calibration.Space, [.. samples.Where((_, i) => foldOf[i] != fold).SelectMany(listing => listing)], fitting);
            foreach (CalibrationSample sample in samples.Where((_, i) => foldOf[i] == fold).SelectMany(listing => listing))
            {
                CalibrationCurve? curve =
                    others.Attributes.GetValueOrDefault(sample.AttributeId) ?? others.Kinds.GetValueOrDefault(sample.Kind);
                bool answered = curve is not null && sample.Score > 0 && sample.Score >= curve.Threshold;
                var count = counts.GetValueOrDefault(sample.AttributeId);
                counts[sample.AttributeId] = (
                    count.Answered + (answered ? 1 : 0),
                    count.Right + (answered && sample.Right ? 1 : 0),
                    count.WithValue + (sample.HasValue ? 1 : 0),
                    sample.Kind);
            }
        }

        return
        [
            .. calibration.Attributes.Where(attribute => counts.ContainsKey(attribute.Key)).Select(attribute =>
            {
                (int answered, int right, int withValue, AttributeKind kind) = counts[attribute.Key];
                return new ThresholdFigure(
                    attribute.Key, kind, attribute.Value.Threshold, Ratio(right, answered), Ratio(right, withValue),
                    attribute.Value.Samples, attribute.Value.Samples >= fitting.PriorSamples);
            }).OrderByDescending(figure => figure.Samples).ThenBy(figure => figure.AttributeId, StringComparer.Ordinal),
        ];
    }

    private static double? Ratio(int part, int whole) => whole == 0 ? null : (double)part / whole;
}
