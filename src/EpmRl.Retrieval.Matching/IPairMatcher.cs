namespace EpmRl.Retrieval.Matching;

/// <summary>Decides whether two listings are the same product. Safe for concurrent callers.</summary>
public interface IPairMatcher
{
    /// <summary>Name and version of the model, as decisions carry it.</summary>
    string Model { get; }

    /// <summary>Decides pairs.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>One decision a pair, in order.</returns>
    Task<IReadOnlyList<PairDecision>> DecideAsync(IReadOnlyList<ListingPair> pairs, CancellationToken cancellationToken = default);
}
