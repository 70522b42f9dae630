namespace EpmRl.Retrieval.Indexing;

/// <content>Rollback.</content>
public sealed partial class Reindexer
{
    /// <summary>Makes an earlier version the one that readers see: one rename, or one move of an alias.</summary>
    /// <param name="version">The version; null for the predecessor of the current one.</param>
    /// <param name="cancellationToken">Cancels the call before the swap, never during it.</param>
    /// <returns>The version that readers see now, and the one they saw before.</returns>
    /// <exception cref="IndexFormatException">There is no such version, or it is damaged: readers stay with the current one.</exception>
    /// <exception cref="IOException">Another process writes this index.</exception>
    public async ValueTask<(IndexManifest Now, string? Before)> RollbackAsync(
        string? version = null, CancellationToken cancellationToken = default)
    {
        if (!Directory.Exists(index.Path))
        {
            throw index.Nothing();
        }

        using BuildLock held = BuildLock.Take(index.Path, time, options.Files);
        var versions = new PublishedVersions(index, target, options.Files);
        string? before = await target.CurrentAsync(cancellationToken).ConfigureAwait(false);
        version ??= versions.PreviousOf(before) ?? throw new IndexFormatException(
            $"{index.Path} holds no version older than {before ?? "none"} to roll back to.");
        if (!IndexFolder.IsVersionName(version) || !Directory.Exists(index.FolderOf(version)))
        {
            throw new IndexFormatException(
                $"{index.Path} holds no version '{version}', only {string.Join(", ", index.Versions().Select(one => one.Name))}.");
        }

        List<string> problems = [.. index.Verify(version, cancellationToken)];
        if (problems.Count == 0)
        {
            using EmbeddedVectorIndex opened = EmbeddedVectorIndex.OpenVersion(index.FolderOf(version));
            if (version != before)
            {
                await target.LoadAsync(opened, null, cancellationToken).ConfigureAwait(false); // does nothing if it is still loaded
                problems.AddRange(await target.VerifyAsync(opened, cancellationToken).ConfigureAwait(false));
            }

            if (problems.Count == 0)
            {
                held.ThrowIfLost();
                await versions.SwapAsync(version, cancellationToken).ConfigureAwait(false);
                return (opened.Manifest, before);
            }
        }

        throw new IndexFormatException(
            $"{version} cannot be rolled back to; readers stay with {before ?? "nothing"}.\n{string.Join('\n', problems)}");
    }
}
