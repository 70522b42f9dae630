using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>
/// Trains an improved engine from an engine and labelled listings. A trainer that opens encoders or indexes disposes them with itself.
/// </summary>
internal interface IEngineTrainer
{
    /// <summary>Trains an engine.</summary>
    /// <param name="known">The listings to learn from, at least one. No label of another listing may be used.</param>
    /// <param name="untrained">
    /// The engines to start from: the one for <paramref name="known"/> is improved. For fitting out of fold, the engines for parts of
    /// <paramref name="known"/> have lists without the labels of the rest, as an engine in use meets labels it never saw.
    /// </param>
    /// <param name="cancellationToken">Cancels the training.</param>
    /// <returns>The trained engine.</returns>
    Task<EvaluationEngine> TrainAsync(
        IReadOnlyList<LabelledListing> known, IEvaluationEngines untrained, CancellationToken cancellationToken = default);
}
