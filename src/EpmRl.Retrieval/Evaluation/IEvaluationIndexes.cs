using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>The value lists, as indexes, that an evaluation answers from.</summary>
public interface IEvaluationIndexes
{
    /// <summary>The index to answer from when the labels of some listings are known.</summary>
    /// <param name="known">The listings that may be learned from; none without folds. A published list does not depend on them.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>An index; the provider disposes it. The same object when the list is the same.</returns>
    ValueTask<IVectorIndex> ForAsync(IReadOnlyList<LabelledListing> known, CancellationToken cancellationToken = default);
}
