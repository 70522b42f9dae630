using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Engines in which some proposers alone take part.</summary>
/// <param name="engines">The engines.</param>
/// <param name="channels">The proposers that are left.</param>
public sealed class ChannelEngines(IEvaluationEngines engines, IdentificationChannels channels) : IEvaluationEngines
{
    /// <inheritdoc/>
    public async ValueTask<EvaluationEngine> ForAsync(IReadOnlyList<LabelledListing> known, CancellationToken cancellationToken = default)
    {
        EvaluationEngine engine = await engines.ForAsync(known, cancellationToken).ConfigureAwait(false);
        return engine with { Options = engine.Options with { Channels = channels } };
    }
}
