using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Identification;

namespace EpmRl.Retrieval.Training.Measurement;

/// <summary>
/// The engines that are compared in a measurement, for one seed. Parts that several of them share are trained once. Disposes the encoders
/// and indexes that it trained.
/// </summary>
internal sealed class ComparedEngines : IDisposable
{
    private const int FoldsWithin = 5; // where the listings to learn from are not split otherwise
    private const int FewestNested = 4; // of fewer folds, those that are left for fitting are too few

    private readonly EngineSource untrained;
    private readonly EngineSource encoded;
    private readonly EncoderEngineTrainer? encoder; // null where the encoder stays as it is
    private readonly IdentificationTrainer? mentions; // null for the fixed rule
    private readonly CalibrationTrainer calibration;
    private readonly bool fitsThresholds;
    private readonly Dictionary<IdentificationChannels, EngineSource> learned = [];

    /// <param name="untrained">The engines to start from.</param>
    /// <param name="data">The listings that are dealt to folds, if there are any.</param>
    /// <param name="how">What is learned.</param>
    /// <param name="seed">Seed of everything that is random.</param>
    /// <param name="scratch">Where trained encoders are kept.</param>
    /// <param name="answers">Asks engines.</param>
    /// <param name="scorer">Says which answers are right.</param>
    public ComparedEngines(
        EngineSource untrained, LabelledDataSet data, MeasurementOptions how, int seed, TemporaryFolder scratch, EngineAnswers answers,
        PairScorer scorer)
    {
        FoldPlan folds = (how.Folds ?? new FoldPlan(FoldsWithin)) with { Seed = seed };
        folds = how.Folds?.Count >= FewestNested ? folds.Nested(data.Listings) : folds;
        calibration = new CalibrationTrainer(answers, scorer, folds, how.Training.Calibration);
        fitsThresholds = how.FitsThresholds;
        if (how.Trained.HasFlag(EngineParts.Mentions))
        {
            mentions = new IdentificationTrainer(how.Training.Identification, folds, how.Training.Calibration);
        }

        if (how.Trained.HasFlag(EngineParts.Encoder))
        {
            encoder = new EncoderEngineTrainer(
                how.BaseModel, scratch[$"trained-{seed}"], how.Training.Encoder with { Seed = seed, Device = how.Encoder.Device },
                how.Encoder, how.EncoderSteps);
        }

        this.untrained = untrained;
        encoded = encoder is null ? untrained : untrained.Trained(encoder.TrainAsync);
    }

    /// <summary>The engine as it is, with probabilities and thresholds fitted.</summary>
    /// <param name="known">The listings to fit on.</param>
    /// <param name="cancellationToken">Checked between listings.</param>
    public Task<EvaluationEngine> CalibrateAsync(IReadOnlyList<LabelledListing> known, CancellationToken cancellationToken = default) =>
        calibration.TrainAsync(known, untrained, cancellationToken);

    /// <summary>The engine with everything that is learned, by channel.</summary>
    public IEnumerable<(string Name, EngineSource Engines)> ByChannel(IEnumerable<IdentificationChannels> channels) =>
        channels.Select(channel => (ChannelPairs.NameOf(channel), Learned(channel)));

    /// <summary>The contribution of each part: from vectors alone to the engine with all trained parts, which comes last.</summary>
    public IEnumerable<(string Name, EngineSource Engines)> Ablation()
    {
        yield return ("dense, as shipped", With(untrained, IdentificationChannels.Dense));
        if (encoder is not null)
        {
            yield return ("dense, trained", With(encoded, IdentificationChannels.Dense));
        }

        yield return ("+ mentions by rule", With(encoded, IdentificationChannels.All));
        if (mentions is not null)
        {
            yield return ("learned mentions, no vectors", Uncalibrated(IdentificationChannels.Mentions));
            yield return ("+ dense, ranked together", Uncalibrated(IdentificationChannels.All));
        }

        if (fitsThresholds)
        {
            yield return ("+ calibration", Learned(IdentificationChannels.All));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => encoder?.Dispose();

    private EngineSource Learned(IdentificationChannels channels)
    {
        if (!learned.TryGetValue(channels, out EngineSource? engines))
        {
            EngineSource with = With(encoded, channels);
            learned[channels] = engines = TrainerOf(channels) is { } train ? with.Trained(train) : with;
        }

        return engines;
    }

    // TACLR's rule alone decides dense scores; it has nothing to learn except its probabilities.
    private TrainEngine? TrainerOf(IdentificationChannels channels) =>
        mentions is not null && channels.HasFlag(IdentificationChannels.Mentions) ? mentions.TrainAsync
        : fitsThresholds ? calibration.TrainAsync
        : null;

    private EngineSource Uncalibrated(IdentificationChannels channels) =>
        Learned(channels).With(options => options with { Calibration = null });

    private static EngineSource With(EngineSource engines, IdentificationChannels channels) =>
        engines.With(options => options with { Channels = channels });
}
