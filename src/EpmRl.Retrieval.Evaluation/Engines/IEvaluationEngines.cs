using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>The engines of an evaluation: for each set of listings with known labels, an engine that learned only from these.</summary>
internal interface IEvaluationEngines
{
    /// <summary>The engine that knows the labels of some listings and of no others.</summary>
    /// <param name="known">The listings to learn from; empty if nothing is learned.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>An engine, whose encoder and index the provider disposes. Engines without differences are equal.</returns>
    ValueTask<EvaluationEngine> ForAsync(IReadOnlyList<LabelledListing> known, CancellationToken cancellationToken = default);
}
