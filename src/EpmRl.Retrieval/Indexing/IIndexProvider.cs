namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// Provides the current version of an index to long-running programs: each call or request holds one version to its end, and the next one
/// sees a swap. Safe for concurrent callers.
/// </summary>
/// <remarks>
/// Any search engine can be used: implement this and <see cref="IVectorIndex"/>, and register it. Data prepared for a version is cached by
/// its <see cref="IVectorIndex"/> object, so every lease of one version should return the same object.
/// </remarks>
public interface IIndexProvider
{
    /// <summary>Why the newest version is not being served; null when it is, as far as known.</summary>
    string? Problem => null;

    /// <summary>Leases the version being served; the first call opens it.</summary>
    /// <param name="cancellationToken">Cancels the wait for the first opening.</param>
    /// <returns>The version, held open until the lease is disposed, whatever is published or removed meanwhile.</returns>
    /// <exception cref="IndexFormatException">No index exists or it is unreadable, and no earlier version was served.</exception>
    /// <exception cref="IndexUnavailableException">The server that holds it does not answer, and no version was served so far.</exception>
    /// <exception cref="SpaceMismatchException">It was built with another encoder, and no earlier version was served.</exception>
    /// <exception cref="ObjectDisposedException">The provider was disposed.</exception>
    ValueTask<IndexLease> AcquireAsync(CancellationToken cancellationToken = default);
}
