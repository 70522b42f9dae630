namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// The place where readers find the versions of an index: the folder they were built in, or a server loaded from it. Every version is first
/// built as an embedded one, the reference that a target is loaded from and verified against.
/// </summary>
/// <remarks>Every call is idempotent: a killed reindex repeats the step it was in.</remarks>
public interface IIndexTarget
{
    /// <summary>The target's name in messages: its folder, or its address and alias.</summary>
    string Name { get; }

    /// <summary>The version that readers see; null when nothing was published yet.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<string?> CurrentAsync(CancellationToken cancellationToken = default);

    /// <summary>Every version that the target holds, complete or not, oldest first.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<IReadOnlyList<string>> VersionsAsync(CancellationToken cancellationToken = default);

    /// <summary>Loads a version into the target, invisible to readers; resumes where an earlier call stopped.</summary>
    /// <param name="version">The version, built and complete.</param>
    /// <param name="progress">Receives the number of vectors loaded.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    ValueTask LoadAsync(
        EmbeddedVectorIndex version, IProgress<IndexBuildProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Compares what the target holds with the version it was loaded from: counts, and a sample of searches.</summary>
    /// <param name="version">The version that was loaded.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Every problem, in words; empty when the target answers like the version.</returns>
    ValueTask<IReadOnlyList<string>> VerifyAsync(EmbeddedVectorIndex version, CancellationToken cancellationToken = default);

    /// <summary>Makes a loaded version the one that readers see, in one atomic step.</summary>
    /// <param name="version">Name of the version.</param>
    /// <param name="cancellationToken">Cancels the call before the step, never during it.</param>
    ValueTask SwapAsync(string version, CancellationToken cancellationToken = default);

    /// <summary>Removes a version that readers do not see; does nothing if it is missing.</summary>
    /// <param name="version">Name of the version.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidOperationException">Readers see this version.</exception>
    ValueTask RemoveAsync(string version, CancellationToken cancellationToken = default);
}
