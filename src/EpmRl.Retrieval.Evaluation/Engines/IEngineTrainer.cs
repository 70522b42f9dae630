using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>
/// Makes a better engine of an engine and labelled listings. A trainer that opens encoders or indexes disposes them when it is disposed.
/// </summary>
internal interface IEngineTrainer
{
    /// <summary>Trains an engine.</summary>
    /// <param name="known">The listings to learn from, at least one. No label of another listing may be used.</param>
    /// <param name="untrained">
    /// The engines to start from: that for <paramref name="known"/> is the one to better. For fitting out of fold, those for a part of
    /// <paramref name="known"/> are engines whose lists lack the labels of the rest, as an engine in use meets labels that it never saw.
    /// </param>
    /// <param name="cancellationToken">Cancels the training.</param>
    /// <returns>The trained engine.</returns>
    Task<EvaluationEngine> TrainAsync(
        IReadOnlyList<LabelledListing> known, IEvaluationEngines untrained, CancellationToken cancellationToken = default);
}
