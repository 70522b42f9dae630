using System.Runtime.CompilerServices;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Engines that a trainer betters, each trained once. For one caller at a time.</summary>
/// <param name="untrained">The engines to start from.</param>
/// <param name="trainer">Trains them.</param>
public sealed class TrainedEngines(IEvaluationEngines untrained, IEngineTrainer trainer) : IEvaluationEngines
{
    private readonly Dictionary<IReadOnlyList<LabelledListing>, EvaluationEngine> trained = new(SameListings.Instance);

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

    /// <summary>Equal when they hold the same objects in the same order: listings of equal content may be different rows.</summary>
    private sealed class SameListings : IEqualityComparer<IReadOnlyList<LabelledListing>>
    {
        public static readonly SameListings Instance = new();

        public bool Equals(IReadOnlyList<LabelledListing>? x, IReadOnlyList<LabelledListing>? y) =>
            ReferenceEquals(x, y) || (x is not null && y is not null && x.SequenceEqual(y, ReferenceEqualityComparer.Instance));

        public int GetHashCode(IReadOnlyList<LabelledListing> obj)
        {
            var hash = new HashCode();
            foreach (LabelledListing listing in obj)
            {
                hash.Add(RuntimeHelpers.GetHashCode(listing));
            }

            return hash.ToHashCode();
        }
    }
}
