using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Training.Identification;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Learns over the engines of a run, and measures what was learned: every listing is answered by what was learned without its fold.</summary>
internal sealed class LearningStage(TrainingPlan plan, int[] foldOf, Terminal terminal)
{
    private readonly PairScorer scorer = new(LabelMatch.Exact);

    /// <summary>Runs the stage.</summary>
    /// <param name="engines">The engines to start from.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task<Learned> RunAsync(FoldEngines engines, CancellationToken cancellationToken)
    {
        if (!plan.Parts.HasFlag(TrainedParts.Calibration))
        {
            return new Learned(engines.Final.Options, [], []);
        }

        (IdentificationModel? model, IReadOnlyList<IdentificationModel> folds) = (engines.Final.Options.Model, []);
        if (plan.Parts.HasFlag(TrainedParts.Mentions))
        {
            CrossFittedEngine fitted = await FitAsync(engines, cancellationToken);
            (model, folds) = (fitted.Engine.Options.Model, fitted.FoldModels);
        }

        EvaluationEngine[] without = [.. Enumerable.Range(0, plan.Folds.Count).Select(engines.Without)
            .Select((engine, fold) => engine with { Options = engine.Options with { Model = folds.Count > 0 ? folds[fold] : model } })];
        return await WorkProgress.RunAsync(terminal, "answers", null, work => MeasureAsync(
            engines.Final with { Options = engines.Final.Options with { Model = model } }, without, new AnswerProgress(work), cancellationToken));
    }

    private Task<CrossFittedEngine> FitAsync(FoldEngines engines, CancellationToken cancellationToken)
    {
        terminal.Say($"Models over mentions, words and vectors: fitting {plan.Folds.Count} without a fold, and one on everything.");
        int models = plan.Folds.Count + 1;
        return WorkProgress.RunAsync(terminal, "models", models, work => new IdentificationTrainer(
            plan.Configuration.Identification, plan.Folds, plan.Configuration.Calibration, new FittedModels(work, models)).CrossFitAsync(plan.Data.Listings, engines, cancellationToken));
    }

    private async Task<Learned> MeasureAsync(EvaluationEngine final, EvaluationEngine[] without, AnswerProgress progress, CancellationToken cancellationToken)
    {
        // First without thresholds: what they are fitted on. Then each fold with those of the others.
        var answers = new EngineAnswers(new ListingVectors(), progress);
        IReadOnlyList<CalibrationSample>[] samples = [.. (await AskAsync(answers, without, cancellationToken))
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
        IReadOnlyList<PairResult>[] pairs = await AskAsync(answers, calibrated, cancellationToken);
        Calibration calibration = CalibrationFitter.Fit(space, [.. samples.SelectMany(one => one)], fitting);
        return new Learned(
            final.Options with { Calibration = calibration },
            [.. pairs.SelectMany(one => one)],
            ThresholdFigure.Of(calibration, samples, foldOf, fitting));
    }

    private async Task<IReadOnlyList<PairResult>[]> AskAsync(EngineAnswers answers, EvaluationEngine[] engines, CancellationToken cancellationToken)
    {
        var pairs = new IReadOnlyList<PairResult>[plan.Data.Listings.Count];
        for (int fold = 0; fold < engines.Length; fold++)
        {
            int[] asked = [.. Enumerable.Range(0, pairs.Length).Where(i => foldOf[i] == fold)];
            var known = new KnownLabels(plan.Data.Listings.Where((_, i) => foldOf[i] != fold));
            IReadOnlyList<TagResult> results = await answers.AskAsync(engines[fold], [.. asked.Select(i => plan.Data.Listings[i])], cancellationToken);
            for (int i = 0; i < asked.Length; i++)
            {
                pairs[asked[i]] = scorer.Score(asked[i], plan.Data.Listings[asked[i]], results[i], plan.Taxonomy, known);
            }
        }

        return pairs;
    }

    private sealed class FittedModels(WorkProgress work, int models) : IProgress<double>
    {
        public void Report(double value) => work.Report((long)Math.Round(value * models), value);
    }
}
