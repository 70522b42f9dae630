using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Cli.Commands.Evaluation;

/// <summary>Measures engines on a data set, once for each seed.</summary>
/// <param name="data">The listings to score.</param>
/// <param name="fitOn">The listings to learn from; null when they come from <paramref name="data"/>.</param>
/// <param name="untrained">The engines to start from.</param>
/// <param name="how">What is measured.</param>
/// <param name="progress">Is told of every answer, from several threads.</param>
internal sealed class EvaluationMeasurement(
    LabelledDataSet data, LabelledDataSet? fitOn, IEvaluationEngines untrained, EvaluationSettings how, IProgress<TagResult> progress)
{
    private const int FoldsOfCalibration = 5; // where the listings to learn from are not split otherwise

    private readonly ListingVectors vectors = new();
    private readonly PairScorer scorer = new(how.Match);

    /// <summary>Measures.</summary>
    /// <exception cref="UsageException">The split leaves nothing to learn from or nothing to ask about.</exception>
    public async Task<IReadOnlyList<ChannelPairs>> RunAsync(CancellationToken cancellationToken)
    {
        var runs = how.Channels.ToDictionary(channels => channels, _ => new List<IReadOnlyList<PairResult>>());
        foreach (int seed in how.Seeds)
        {
            IReadOnlyList<EvaluationRound> rounds = Rounds(seed);
            var answers = new EngineAnswers(vectors, progress);
            var evaluation = new IdentificationEvaluation(data, answers, scorer);
            foreach (IdentificationChannels channels in how.Channels)
            {
                var engines = new TrainedEngines(new ChannelEngines(untrained, channels), Calibration(answers, seed));
                runs[channels].Add(await evaluation.RunAsync(engines, rounds, cancellationToken));
            }
        }

        return [.. how.Channels.Select(channels => new ChannelPairs(ChannelPairs.NameOf(channels), runs[channels]))];
    }

    /// <summary>Fits a calibration on all listings that may be learned from, for use elsewhere.</summary>
    public async Task<Calibration> FitAsync(CancellationToken cancellationToken)
    {
        EvaluationEngine calibrated = await Calibration(new EngineAnswers(vectors, progress), how.Seeds[0])
            .TrainAsync((fitOn ?? data).Listings, untrained, cancellationToken);
        return calibrated.Options.Calibration
            ?? throw new UsageException($"--calibration-out: a calibration is fitted on two listings or more, and '{(fitOn ?? data).File}' has one.");
    }

    private CalibrationTrainer Calibration(EngineAnswers answers, int seed) =>
        new(answers, scorer, (how.Folds ?? new FoldPlan(FoldsOfCalibration)) with { Seed = seed }, how.Fitting);

    private IReadOnlyList<EvaluationRound> Rounds(int seed)
    {
        IReadOnlyList<EvaluationRound> split = (how.Folds, fitOn) switch
        {
            ({ } folds, _) => EvaluationRounds.OfFolds(data.Listings, folds with { Seed = seed }),
            (_, { } known) => EvaluationRounds.FittedOn(data.Listings, known.Listings),
            _ => EvaluationRounds.Untrained(data.Listings),
        };
        IReadOnlyList<EvaluationRound> rounds = EvaluationRounds.Leaving(split, data.Listings, how.LeaveOut);
        if (!rounds.Any(round => round.Asked.Count > 0))
        {
            throw new UsageException(how.LeaveOut switch
            {
                LeaveOut.Category => $"--leave-out category: no listing of another category is left to learn from. '{data.File}' needs two categories or more.",
                LeaveOut.Attribute => $"--leave-out attribute: no label of another attribute is left to learn from. '{data.File}' needs two attributes or more.",
                _ => $"--fit-on: every listing of '{data.File}' stands in '{fitOn?.File}' too, so none is left to score. Name another file with --split.",
            });
        }

        return rounds;
    }
}
