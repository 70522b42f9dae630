using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>
/// Fits only probabilities and thresholds. The calibrated engine will meet labels that its list lacks, so it is fitted on such cases: each
/// fold of the known listings is answered from the labels of the others.
/// </summary>
/// <param name="answers">Queries the engines.</param>
/// <param name="scorer">Decides which answers are right.</param>
/// <param name="folds">Assigns the known listings to folds; fewer than planned if there are fewer listings (or groups).</param>
/// <param name="fitting">The fitter's target.</param>
internal sealed class CalibrationTrainer(EngineAnswers answers, PairScorer scorer, FoldPlan folds, CalibrationFitterOptions fitting)
{
    /// <summary>Fits the calibration of an engine; a <see cref="TrainEngine"/>.</summary>
    public async Task<EvaluationEngine> TrainAsync(
        IReadOnlyList<LabelledListing> known, EngineSource untrained, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(untrained);
        EvaluationEngine engine = await untrained.ForAsync(known, cancellationToken).ConfigureAwait(false);
        if (folds.DealAtMost(known) is not { } foldOf)
        {
            return engine;
        }

        var samples = new List<CalibrationSample>();
        foreach (int fold in foldOf.Distinct().Order())
        {
            LabelledListing[] asked = [.. known.Where((_, i) => foldOf[i] == fold)];
            EvaluationEngine others =
                await untrained.ForAsync([.. known.Where((_, i) => foldOf[i] != fold)], cancellationToken).ConfigureAwait(false);
            IReadOnlyList<TagResult> results = await answers.AskAsync(others, asked, cancellationToken).ConfigureAwait(false);
            samples.AddRange(asked.Zip(results).SelectMany((pair, i) => scorer.Score(i, pair.First, pair.Second, others.Index.Taxonomy))
                .Select(pair => pair.ToSample()).OfType<CalibrationSample>());
        }

        Calibration calibration = CalibrationFitter.Fit(engine.Encoder.Space.Fingerprint, samples, fitting);
        return engine with { Options = engine.Options with { Calibration = calibration } };
    }
}
