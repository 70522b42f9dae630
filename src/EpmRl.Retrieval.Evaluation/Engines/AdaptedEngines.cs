using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Engines with other options, such as fewer channels or without trained parts.</summary>
/// <param name="engines">The engines.</param>
/// <param name="change">Derives their options; returns equal options for equal ones.</param>
internal sealed class AdaptedEngines(IEvaluationEngines engines, Func<IdentificationOptions, IdentificationOptions> change)
    : IEvaluationEngines
{
    /// <inheritdoc/>
    public async ValueTask<EvaluationEngine> ForAsync(IReadOnlyList<LabelledListing> known, CancellationToken cancellationToken = default)
    {
        EvaluationEngine engine = await engines.ForAsync(known, cancellationToken).ConfigureAwait(false);
        return engine with { Options = change(engine.Options) };
    }
}
