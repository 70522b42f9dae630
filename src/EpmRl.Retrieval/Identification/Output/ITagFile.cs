using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// A result file that is written atomically: it receives the listings of a run in order and replaces an older file on <see
/// cref="CommitAsync"/>. Disposed without a commit, it leaves the older file unchanged. Not safe for concurrent use.
/// </summary>
internal interface ITagFile : IAsyncDisposable
{
    /// <summary>Adds a listing.</summary>
    /// <param name="profile">The listing.</param>
    /// <param name="result">Its result.</param>
    /// <param name="cancellationToken">Cancels the call; the file must not be committed afterwards.</param>
    Task WriteAsync(ProductProfile profile, TagResult result, CancellationToken cancellationToken = default);

    /// <summary>Completes the file and moves it to its path.</summary>
    /// <param name="cancellationToken">Cancels the call; an older file remains.</param>
    /// <returns>Sentences that say what was left out and why; empty if everything is in the file.</returns>
    Task<IReadOnlyList<string>> CommitAsync(CancellationToken cancellationToken = default);
}
