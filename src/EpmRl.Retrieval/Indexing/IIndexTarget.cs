namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// Where readers find the versions of an index: the folder they were built in, or a server that is loaded from it. Every version is built
/// as an embedded one first; it is the reference that a target is loaded from and verified against.
/// </summary>
/// <remarks>Every call is idempotent: a reindex that was killed repeats the step it was in.</remarks>
public interface IIndexTarget
{
    /// <summary>What to call the target in messages: its folder, or its address and alias.</summary>
    string Name { get; }

    /// <summary>The version that readers see; null when nothing was published yet.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<string?> CurrentAsync(CancellationToken cancellationToken = default);

    /// <summary>Every version that the target holds, whole or not, oldest first.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<IReadOnlyList<string>> VersionsAsync(CancellationToken cancellationToken = default);

    /// <summary>Puts a version into the target, unseen by readers; goes on where an earlier call stopped.</summary>
    /// <param name="version">The version, built and whole.</param>
    /// <param name="progress">Told how many vectors the target has.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    ValueTask LoadAsync(
        EmbeddedVectorIndex version, IProgress<IndexBuildProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Compares what the target holds with the version it was loaded from: counts, and a sample of searches.</summary>
    /// <param name="version">The version that was loaded.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Every problem, in words; empty when the target answers as the version does.</returns>
    ValueTask<IReadOnlyList<string>> VerifyAsync(EmbeddedVectorIndex version, CancellationToken cancellationToken = default);

    /// <summary>Makes a loaded version the one that readers see, in one atomic step.</summary>
    /// <param name="version">Name of the version.</param>
    /// <param name="cancellationToken">Cancels the call before the step, never within it.</param>
    ValueTask SwapAsync(string version, CancellationToken cancellationToken = default);

    /// <summary>Removes a version that readers do not see; nothing happens when it is not there.</summary>
    /// <param name="version">Name of the version.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidOperationException">Readers see this version.</exception>
    ValueTask RemoveAsync(string version, CancellationToken cancellationToken = default);
}
