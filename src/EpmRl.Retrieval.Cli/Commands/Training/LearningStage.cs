using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Cli.Commands.Training;

/// <summary>Learns over an encoder and its index, and measures what was learned on listings that it was not learned from.</summary>
internal sealed class LearningStage(TrainingPlan plan, Terminal terminal)
{
    private readonly PairScorer scorer = new(LabelMatch.Exact);

    /// <summary>Runs the stage.</summary>
    /// <param name="start">The engine to start from.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task<Learned> RunAsync(EvaluationEngine start, CancellationToken cancellationToken)
    {
        if (!plan.Parts.HasFlag(TrainedParts.Calibration))
        {
            return new Learned(start.Options, [], []);
        }

        terminal.Say($"Thresholds: fitting and measuring in {plan.Folds.Count} folds.");
        return await WorkProgress.RunAsync(terminal, "answers", null, work => LearnAsync(start, new AnswerProgress(work), cancellationToken));
    }

    private async Task<Learned> LearnAsync(EvaluationEngine start, AnswerProgress progress, CancellationToken cancellationToken)
    {
        var answers = new EngineAnswers(new ListingVectors(), progress);
        var untrained = new SameEngine(start);
        IEngineTrainer trainer = new CalibrationTrainer(answers, scorer, plan.Folds, plan.Configuration.Calibration);
        IReadOnlyList<PairResult> pairs = await new IdentificationEvaluation(plan.Data, answers, scorer)
            .RunAsync(new TrainedEngines(untrained, trainer), EvaluationRounds.OfFolds(plan.Data.Listings, plan.Folds), cancellationToken);
        EvaluationEngine trained = await trainer.TrainAsync(plan.Data.Listings, untrained, cancellationToken);
        return new Learned(trained.Options, pairs, Thresholds(trained.Options.Calibration!, pairs));
    }

    private IReadOnlyList<ThresholdFigure> Thresholds(Calibration calibration, IReadOnlyList<PairResult> pairs)
    {
        ILookup<int, CalibrationSample> samples = pairs.Select(pair => (pair.ListingIndex, Sample: pair.ToSample()))
            .Where(pair => pair.Sample is not null).ToLookup(pair => pair.ListingIndex, pair => pair.Sample!);
        return ThresholdFigure.Of(
            calibration,
            [.. Enumerable.Range(0, plan.Data.Listings.Count).Select(i => (IReadOnlyList<CalibrationSample>)[.. samples[i]])],
            plan.Folds.Deal(plan.Data.Listings),
            plan.Configuration.Calibration);
    }

    /// <summary>One engine, whichever labels are known: its list does not depend on them.</summary>
    private sealed class SameEngine(EvaluationEngine engine) : IEvaluationEngines
    {
        public ValueTask<EvaluationEngine> ForAsync(IReadOnlyList<LabelledListing> known, CancellationToken cancellationToken = default) => new(engine);
    }
}
