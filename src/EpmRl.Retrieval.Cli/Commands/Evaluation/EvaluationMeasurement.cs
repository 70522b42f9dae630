using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Measures engines on a data set, once for each seed.</summary>
/// <param name="data">The listings to score.</param>
/// <param name="fitOn">The listings to learn from; null when they come from <paramref name="data"/>.</param>
/// <param name="untrained">The engines to start from.</param>
/// <param name="how">What is measured.</param>
/// <param name="start">Where training starts from.</param>
/// <param name="progress">Is told of every answer and round.</param>
internal sealed class EvaluationMeasurement(
    LabelledDataSet data, LabelledDataSet? fitOn, IEvaluationEngines untrained, EvaluationSettings how, TrainingStart start, AnswerProgress progress)
{
    private readonly ListingVectors vectors = new();
    private readonly PairScorer scorer = new(how.Match);

    /// <summary>Measures.</summary>
    /// <exception cref="UsageException">The split leaves nothing to learn from or nothing to ask about.</exception>
    public async Task<IReadOnlyList<ChannelPairs>> RunAsync(CancellationToken cancellationToken)
    {
        var runs = new OrderedDictionary<string, List<IReadOnlyList<PairResult>>>();
        foreach (int seed in how.Seeds)
        {
            IReadOnlyList<EvaluationRound> rounds = Rounds(seed);
            var answers = new EngineAnswers(vectors, progress);
            using var trainers = new EvaluationTrainers(data, how, seed, start, answers, scorer);
            var compared = new ComparedEngines(untrained, trainers);
            (string Name, IEvaluationEngines Engines)[] measured = [.. how.Ablation ? compared.Ablation() : compared.ByChannel(how.Channels)];
            progress.Expect(measured.Length * rounds.Count * how.Seeds.Count);
            var evaluation = new IdentificationEvaluation(data, answers, scorer, progress);
            foreach ((string name, IEvaluationEngines engines) in measured)
            {
                runs.TryAdd(name, []);
                runs[name].Add(await evaluation.RunAsync(engines, rounds, cancellationToken));
            }
        }

        return [.. runs.Select(run => new ChannelPairs(run.Key, run.Value))];
    }

    /// <summary>Fits a calibration on all listings that may be learned from, for use elsewhere.</summary>
    public async Task<Calibration> FitAsync(CancellationToken cancellationToken)
    {
        using var trainers = new EvaluationTrainers(data, how, how.Seeds[0], start, new EngineAnswers(vectors, progress), scorer);
        EvaluationEngine calibrated = await trainers.Calibration.TrainAsync((fitOn ?? data).Listings, untrained, cancellationToken);
        return calibrated.Options.Calibration
            ?? throw new UsageException($"--calibration-out: a calibration is fitted on two listings or more, and '{(fitOn ?? data).File}' has one.");
    }

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
