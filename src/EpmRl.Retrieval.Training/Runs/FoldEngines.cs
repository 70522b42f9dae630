using System.Diagnostics;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Evaluation;

namespace EpmRl.Retrieval.Training.Runs;

/// <summary>
/// The engines of a training run: the final one for all listings, and for the listings without a fold one that never saw the fold's labels.
/// </summary>
/// <param name="listings">All listings.</param>
/// <param name="foldOf">[N]: the fold of each listing.</param>
/// <param name="final">The engine over the final encoder.</param>
/// <param name="folds">[F]: the engine of each fold; empty if all share the final one.</param>
internal sealed class FoldEngines(
    IReadOnlyList<LabelledListing> listings, IReadOnlyList<int> foldOf, EvaluationEngine final,
    IReadOnlyList<EvaluationEngine> folds) : IEvaluationEngines
{
    /// <summary>The engine over the final encoder.</summary>
    public EvaluationEngine Final => final;

    /// <summary>The engine that never saw the labels of a fold.</summary>
    public EvaluationEngine Without(int fold) => folds.Count == 0 ? final : folds[fold];

    /// <inheritdoc/>
    /// <exception cref="UnreachableException">The known listings are neither all listings nor all except a fold.</exception>
    public ValueTask<EvaluationEngine> ForAsync(IReadOnlyList<LabelledListing> known, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (known.Count == listings.Count || folds.Count == 0)
        {
            return new(final);
        }

        var there = new HashSet<LabelledListing>(known, ReferenceEqualityComparer.Instance);
        int[] absent = [.. Enumerable.Range(0, listings.Count).Where(i => !there.Contains(listings[i]))];
        int fold = foldOf[absent[0]];
        return absent.Length == foldOf.Count(other => other == fold) && absent.All(i => foldOf[i] == fold)
            ? new(folds[fold])
            : throw new UnreachableException("A training run leaves out one complete fold at a time.");
    }
}
