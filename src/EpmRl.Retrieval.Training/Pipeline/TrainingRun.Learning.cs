using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Training.Identification;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Training.Pipeline;

// Trains the parts over the engines of a run and measures the result: every listing is answered by parts trained without its fold.
public sealed partial class TrainingRun
{
    private readonly PairScorer scorer = new(LabelMatch.Exact);

    private async Task<TrainingOutcome> LearnAsync(FoldEngines engines, string encoder, CancellationToken cancellationToken)
    {
        EvaluationEngine final = engines.Final;
        if (!plan.Parts.HasFlag(TrainedParts.Calibration))
        {
            return new TrainingOutcome { EncoderFolder = encoder, Space = final.Encoder.Space, Identification = final.Options };
        }

        (IdentificationModel? model, IReadOnlyList<IdentificationModel> folds) = (final.Options.Model, []);
        if (plan.Parts.HasFlag(TrainedParts.Mentions))
        {
            (EvaluationEngine fitted, folds) = await FitAsync(engines, cancellationToken).ConfigureAwait(false);
            model = fitted.Options.Model;
        }

        EvaluationEngine[] without = [.. Enumerable.Range(0, plan.Folds.Count).Select(engines.Without)
            .Select((engine, fold) => engine with { Options = engine.Options with { Model = folds.Count > 0 ? folds[fold] : model } })];

        // First without thresholds, which are fitted on these answers; then each fold with the thresholds of the others.
        int answered = 0;
        int total = 2 * plan.Data.Listings.Count;
        var answers = new EngineAnswers(
            new Relay<TagResult>(_ => Count(TrainingStage.Answers, Interlocked.Increment(ref answered), total)));
        IReadOnlyList<CalibrationSample>[] samples = [.. (await AskAsync(answers, without, cancellationToken).ConfigureAwait(false))
            .Select(pairs => (IReadOnlyList<CalibrationSample>)[.. pairs.Select(pair => pair.ToSample()).OfType<CalibrationSample>()])];
        string space = final.Encoder.Space.Fingerprint;
        CalibrationFitterOptions fitting = plan.Configuration.Calibration;
        EvaluationEngine[] calibrated = [.. without.Select((engine, fold) => engine with
        {
            Options = engine.Options with
            {
                Calibration = CalibrationFitter.Fit(space, [.. samples.Where((_, i) => foldOf[i] != fold).SelectMany(one => one)], fitting),
            },
        })];
        IReadOnlyList<PairResult>[] pairs = await AskAsync(answers, calibrated, cancellationToken).ConfigureAwait(false);
        Calibration calibration = CalibrationFitter.Fit(space, [.. samples.SelectMany(one => one)], fitting);
        return new TrainingOutcome
        {
            EncoderFolder = encoder,
            Space = final.Encoder.Space,
            Identification = final.Options with { Model = model, Calibration = calibration },
            Pairs = [.. pairs.SelectMany(one => one)],
            Thresholds = ThresholdFigure.Of(calibration, samples, foldOf, fitting),
        };
    }

    private Task<(EvaluationEngine Engine, IReadOnlyList<IdentificationModel> FoldModels)> FitAsync(
        FoldEngines engines, CancellationToken cancellationToken)
    {
        int models = plan.Folds.Count + 1;
        Say(
            TrainingStage.Models,
            $"Models over mentions, words and vectors: fitting {plan.Folds.Count} without a fold, and one on everything.");
        var fitted = new Relay<double>(share => Count(TrainingStage.Models, (long)Math.Round(share * models), models));
        return new IdentificationTrainer(plan.Configuration.Identification, plan.Folds, plan.Configuration.Calibration, fitted)
            .CrossFitAsync(plan.Data.Listings, foldOf, engines.Final, fold => Task.FromResult(engines.Without(fold)), cancellationToken);
    }

    private async Task<IReadOnlyList<PairResult>[]> AskAsync(
        EngineAnswers answers, EvaluationEngine[] engines, CancellationToken cancellationToken)
    {
        var pairs = new IReadOnlyList<PairResult>[plan.Data.Listings.Count];
        for (int fold = 0; fold < engines.Length; fold++)
        {
            int[] asked = [.. Enumerable.Range(0, pairs.Length).Where(i => foldOf[i] == fold)];
            var known = new KnownLabels(plan.Data.Listings.Where((_, i) => foldOf[i] != fold));
            IReadOnlyList<TagResult> results = await answers
                .AskAsync(engines[fold], [.. asked.Select(i => plan.Data.Listings[i])], cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < asked.Length; i++)
            {
                pairs[asked[i]] = scorer.Score(asked[i], plan.Data.Listings[asked[i]], results[i], plan.Taxonomy, known);
            }
        }

        return pairs;
    }
}
