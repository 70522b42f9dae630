namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// Gives the version of an index that is current, for programs that run long: each call or request holds one version to its end, and the
/// next one sees a swap. Safe for concurrent callers.
/// </summary>
/// <remarks>
/// Any search engine can be used: implement this and <see cref="IVectorIndex"/>, and register it. What is prepared for a version is kept by
/// its
/// <see cref="IVectorIndex"/> object, so every lease of one version should give the same object.
/// </remarks>
public interface IIndexProvider
{
    /// <summary>Why the newest version is not the one that is served; null when it is, as far as is known.</summary>
    string? Problem => null;

    /// <summary>Leases the version that is served now, opening it when it is the first.</summary>
    /// <param name="cancellationToken">Cancels the wait for the first opening.</param>
    /// <returns>The version, held open until the lease is disposed, whatever is published or removed meanwhile.</returns>
    /// <exception cref="IndexFormatException">There is no index, or it cannot be read, and no earlier version was served.</exception>
    /// <exception cref="IndexUnavailableException">The server that holds it does not answer, and no version was served so far.</exception>
    /// <exception cref="SpaceMismatchException">It was built with another encoder, and no earlier version was served.</exception>
    /// <exception cref="ObjectDisposedException">The provider was disposed.</exception>
    ValueTask<IndexLease> AcquireAsync(CancellationToken cancellationToken = default);
}
