using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Training.Measurement;

/// <summary>The engines that are compared, for one seed. Parts shared by several are trained once.</summary>
internal sealed class ComparedEngines
{
    private readonly IEvaluationEngines untrained;
    private readonly IEvaluationEngines encoded;
    private readonly EvaluationTrainers trainers;
    private readonly Dictionary<IdentificationChannels, IEvaluationEngines> learned = [];

    /// <param name="untrained">The engines to start from.</param>
    /// <param name="trainers">The trainers of the parts.</param>
    public ComparedEngines(IEvaluationEngines untrained, EvaluationTrainers trainers)
    {
        this.untrained = untrained;
        this.trainers = trainers;
        encoded = trainers.Encoder is { } encoder ? new TrainedEngines(untrained, encoder) : untrained;
    }

    /// <summary>The engine with all trained parts, by channel.</summary>
    public IEnumerable<(string Name, IEvaluationEngines Engines)> ByChannel(IEnumerable<IdentificationChannels> channels) =>
        channels.Select(channel => (ChannelPairs.NameOf(channel), Learned(channel)));

    /// <summary>The contribution of each part: from vectors alone to the engine with all trained parts, which comes last.</summary>
    public IEnumerable<(string Name, IEvaluationEngines Engines)> Ablation()
    {
        yield return ("dense, as shipped", With(untrained, IdentificationChannels.Dense));
        if (trainers.Encoder is not null)
        {
            yield return ("dense, trained", With(encoded, IdentificationChannels.Dense));
        }

        yield return ("+ mentions by rule", With(encoded, IdentificationChannels.All));
        if (trainers.Mentions is not null)
        {
            yield return ("learned mentions, no vectors", Uncalibrated(IdentificationChannels.Mentions));
            yield return ("+ dense, ranked together", Uncalibrated(IdentificationChannels.All));
        }

        if (trainers.Thresholds is not null)
        {
            yield return ("+ calibration", Learned(IdentificationChannels.All));
        }
    }

    private IEvaluationEngines Learned(IdentificationChannels channels)
    {
        if (!learned.TryGetValue(channels, out IEvaluationEngines? engines))
        {
            learned[channels] = engines = TrainerOf(channels) is { } trainer
                ? new TrainedEngines(With(encoded, channels), trainer)
                : With(encoded, channels);
        }

        return engines;
    }

    // TACLR's rule alone decides dense scores; it has nothing to learn except its probabilities.
    private IEngineTrainer? TrainerOf(IdentificationChannels channels) =>
        trainers.Mentions is { } mentions && channels.HasFlag(IdentificationChannels.Mentions) ? mentions : trainers.Thresholds;

    private AdaptedEngines Uncalibrated(IdentificationChannels channels) =>
        new(Learned(channels), options => options with { Calibration = null });

    private static AdaptedEngines With(IEvaluationEngines engines, IdentificationChannels channels) =>
        new(engines, options => options with { Channels = channels });
}
