using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Trains each engine once and caches it. For one caller at a time.</summary>
/// <param name="untrained">The engines to start from.</param>
/// <param name="trainer">Trains them.</param>
internal sealed class TrainedEngines(IEvaluationEngines untrained, IEngineTrainer trainer) : IEvaluationEngines
{
    private readonly Dictionary<IReadOnlyList<LabelledListing>, EvaluationEngine> trained = new(SameListings.Comparer);

    /// <inheritdoc/>
    public async ValueTask<EvaluationEngine> ForAsync(IReadOnlyList<LabelledListing> known, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (known.Count == 0)
        {
            return await untrained.ForAsync(known, cancellationToken).ConfigureAwait(false);
        }

        if (!trained.TryGetValue(known, out EvaluationEngine? engine))
        {
            trained[known] = engine = await trainer.TrainAsync(known, untrained, cancellationToken).ConfigureAwait(false);
        }

        return engine;
    }
}
