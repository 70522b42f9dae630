using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Probabilities and thresholds fitted to an engine's answers, with their figures out of fold.</summary>
/// <param name="Calibration">The calibration, fitted on all answers.</param>
/// <param name="Figures">What the thresholds give on listings that they were not fitted on.</param>
/// <param name="Samples">Number of labelled answers, at least one.</param>
internal sealed record ThresholdFit(Calibration Calibration, IReadOnlyList<ThresholdFigure> Figures, int Samples)
{
    private const int Folds = 5;

    /// <summary>Answers labelled listings and fits.</summary>
    /// <param name="engine">The engine, whose other parts must not have learned from the listings.</param>
    /// <param name="listings">The listings.</param>
    /// <param name="fitting">What thresholds aim at.</param>
    /// <param name="progress">Receives each answer, from several threads; null for none.</param>
    /// <param name="cancellationToken">Checked between listings.</param>
    /// <returns>Null where no label is of a category and an attribute of the engine's taxonomy.</returns>
    public static async Task<ThresholdFit?> RunAsync(
        EvaluationEngine engine, IReadOnlyList<LabelledListing> listings, CalibrationFitterOptions fitting,
        IProgress<TagResult>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(fitting);
        IReadOnlyList<TagResult> results =
            await new EngineAnswers(progress).AskAsync(engine, listings, cancellationToken).ConfigureAwait(false);
        var scorer = new PairScorer(LabelMatch.Exact);
        IReadOnlyList<CalibrationSample>[] samples =
        [
            .. results.Select((result, i) => (IReadOnlyList<CalibrationSample>)
                [.. scorer.Score(i, listings[i], result, engine.Index.Taxonomy).Select(pair => pair.ToSample()).OfType<CalibrationSample>()]),
        ];
        CalibrationSample[] all = [.. samples.SelectMany(listing => listing)];
        if (all.Length == 0)
        {
            return null;
        }

        Calibration calibration = CalibrationFitter.Fit(engine.Encoder.Space.Fingerprint, all, fitting);
        int[] foldOf = listings.Count < 2
            ? new int[listings.Count]
            : StratifiedFolds.Deal(listings, Math.Min(Folds, listings.Count), seed: 1);
        return new ThresholdFit(calibration, ThresholdFigure.Of(calibration, samples, foldOf, fitting), all.Length);
    }
}
