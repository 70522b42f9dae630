using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// A file of results that appears whole, or not at all: it takes the listings of a run in order and is put in its place by <see
/// cref="CommitAsync"/>. Disposed without that, it leaves an older file as it was. Not safe for concurrent use.
/// </summary>
internal interface ITagFile : IAsyncDisposable
{
    /// <summary>Adds a listing.</summary>
    /// <param name="profile">The listing.</param>
    /// <param name="result">Its result.</param>
    /// <param name="cancellationToken">Cancels the call; the file is then not to be committed.</param>
    Task WriteAsync(ProductProfile profile, TagResult result, CancellationToken cancellationToken = default);

    /// <summary>Ends the file and puts it in its place.</summary>
    /// <param name="cancellationToken">Cancels the call; an older file stays.</param>
    /// <returns>What was left out and why, in sentences for people; empty when everything is in the file.</returns>
    Task<IReadOnlyList<string>> CommitAsync(CancellationToken cancellationToken = default);
}
