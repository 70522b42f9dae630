using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>
/// Gives the engine that learned from some labelled listings and no others. Each engine is made once. For one caller at a time.
/// </summary>
/// <param name="make">
/// Makes the engine for a list of known listings, which is empty where nothing is learned. Its owner disposes encoders and indexes.
/// Engines that do not differ are equal.
/// </param>
internal sealed class EngineSource(Func<IReadOnlyList<LabelledListing>, CancellationToken, Task<EvaluationEngine>> make)
{
    private readonly Dictionary<IReadOnlyList<LabelledListing>, EvaluationEngine> made = new(new SameListings());

    /// <summary>The engine that may know the labels of some listings.</summary>
    /// <param name="known">The listings; the same objects in the same order give the same engine.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task<EvaluationEngine> ForAsync(IReadOnlyList<LabelledListing> known, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (!made.TryGetValue(known, out EvaluationEngine? engine))
        {
            made[known] = engine = await make(known, cancellationToken).ConfigureAwait(false);
        }

        return engine;
    }

    /// <summary>The same engines with other options: with fewer channels, or without a part that was learned.</summary>
    /// <param name="change">Gives equal options for equal ones.</param>
    public EngineSource With(Func<IdentificationOptions, IdentificationOptions> change) => new(async (known, cancellationToken) =>
    {
        EvaluationEngine engine = await ForAsync(known, cancellationToken).ConfigureAwait(false);
        return engine with { Options = change(engine.Options) };
    });

    /// <summary>These engines after training; where no listing is known, as they are.</summary>
    /// <param name="train">Trains an engine.</param>
    public EngineSource Trained(TrainEngine train) => new((known, cancellationToken) =>
        known.Count == 0 ? ForAsync(known, cancellationToken) : train(known, this, cancellationToken));

    // By reference: listings of equal content may be different rows.
    private sealed class SameListings : IEqualityComparer<IReadOnlyList<LabelledListing>>
    {
        public bool Equals(IReadOnlyList<LabelledListing>? x, IReadOnlyList<LabelledListing>? y) =>
            ReferenceEquals(x, y) || (x is not null && y is not null && x.SequenceEqual(y, ReferenceEqualityComparer.Instance));

        public int GetHashCode([DisallowNull] IReadOnlyList<LabelledListing> obj)
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
