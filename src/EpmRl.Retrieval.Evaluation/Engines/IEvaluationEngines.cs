using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>
/// The engines of an evaluation: for each set of listings whose labels are known, the engine that learned from these alone.
/// </summary>
internal interface IEvaluationEngines
{
    /// <summary>The engine that may know the labels of some listings and of no others.</summary>
    /// <param name="known">The listings that may be learned from; empty where nothing is learned.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>An engine, whose encoder and index the provider disposes. Engines that do not differ are equal.</returns>
    ValueTask<EvaluationEngine> ForAsync(IReadOnlyList<LabelledListing> known, CancellationToken cancellationToken = default);
}
