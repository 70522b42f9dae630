using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Identification;

namespace EpmRl.Retrieval.Training.Measurement;

/// <summary>The trainers of one seed. Disposes the encoders and indexes they made.</summary>
internal sealed class EvaluationTrainers : IDisposable
{
    private const int FoldsWithin = 5; // if the listings to learn from are not split already
    private const int FewestNested = 4; // with fewer folds, too few are left for fitting

    private readonly EncoderEngineTrainer? encoder;

    /// <param name="data">The listings that are assigned to folds, if any.</param>
    /// <param name="how">The parts to train.</param>
    /// <param name="seed">Seed of everything that is random.</param>
    /// <param name="scratch">Folder of trained encoders.</param>
    /// <param name="answers">Queries the engines.</param>
    /// <param name="scorer">Decides which answers are right.</param>
    public EvaluationTrainers(
        LabelledDataSet data, MeasurementOptions how, int seed, TemporaryFolder scratch, EngineAnswers answers, PairScorer scorer)
    {
        FoldPlan folds = (how.Folds ?? new FoldPlan(FoldsWithin)) with { Seed = seed };
        folds = how.Folds?.Count >= FewestNested ? folds.Nested(data.Listings) : folds;
        Calibration = new CalibrationTrainer(answers, scorer, folds, how.Training.Calibration);
        Thresholds = how.FitsThresholds ? Calibration : null;
        if (how.Trained.HasFlag(EngineParts.Mentions))
        {
            Mentions = new IdentificationTrainer(how.Training.Identification, folds, how.Training.Calibration);
        }

        if (how.Trained.HasFlag(EngineParts.Encoder))
        {
            encoder = new EncoderEngineTrainer(
                how.BaseModel, scratch[$"trained-{seed}"], how.Training.Encoder with { Seed = seed, Device = how.Encoder.Device },
                how.Encoder, how.EncoderSteps);
        }
    }

    /// <summary>Fits probabilities and thresholds.</summary>
    public IEngineTrainer Calibration { get; }

    /// <summary>The same for the built-in rule; null when its own thresholds stay.</summary>
    public IEngineTrainer? Thresholds { get; }

    /// <summary>Trains reading and deciding, and fits probabilities and thresholds; null for the fixed rule.</summary>
    public IEngineTrainer? Mentions { get; }

    /// <summary>Trains the encoder; null when it stays as it is.</summary>
    public IEngineTrainer? Encoder => encoder;

    /// <inheritdoc/>
    public void Dispose() => encoder?.Dispose();
}
