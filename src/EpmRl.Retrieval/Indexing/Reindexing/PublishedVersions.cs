using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Indexing;

/// <summary>The versions of an index in both places: the folder they are built in and the readers' target.</summary>
internal sealed class PublishedVersions(IndexFolder index, IIndexTarget target, FileSystem files)
{
    /// <summary>Whether a version is the current one in either place.</summary>
    public async ValueTask<bool> IsSeenAsync(string version, CancellationToken cancellationToken) =>
        version == index.CurrentOrNull() || version == await target.CurrentAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Whether a version is the current one in both places.</summary>
    public async ValueTask<bool> IsPublishedAsync(string version, CancellationToken cancellationToken) =>
        version == index.CurrentOrNull() && version == await target.CurrentAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Makes a loaded and verified version the current one: first in the target, then in the folder.</summary>
    public async ValueTask SwapAsync(string version, CancellationToken cancellationToken)
    {
        if (version != await target.CurrentAsync(cancellationToken).ConfigureAwait(false))
        {
            await target.SwapAsync(version, cancellationToken).ConfigureAwait(false);
        }

        if (version != index.CurrentOrNull())
        {
            index.Publish(version, files);
        }
    }

    /// <summary>Removes a version from both places.</summary>
    public async ValueTask RemoveAsync(string version, CancellationToken cancellationToken)
    {
        await target.RemoveAsync(version, cancellationToken).ConfigureAwait(false);
        index.Remove(version, files);
    }

    /// <summary>
    /// The predecessor of the current version: from the state of the reindex that published it, or the next older one; null when there is
    /// none.
    /// </summary>
    public string? PreviousOf(string? current)
    {
        ReindexState? state = null;
        try
        {
            state = ReindexStateFile.Read(index.Path);
        }
        catch (IndexFormatException)
        {
            // Only a hint is lost.
        }

        string[] others = [.. index.Versions().Select(version => version.Name).Where(name => name != current)];
        return state is { Step: ReindexStep.Done } && state.Version == current && others.Contains(state.Replaces)
            ? state.Replaces
            : others.LastOrDefault(name => string.CompareOrdinal(name, current) < 0);
    }

    /// <summary>Removes old versions from the folder, and from the target all that the folder lacks.</summary>
    /// <returns>Names of those removed from the folder.</returns>
    public async ValueTask<IReadOnlyList<string>> PruneAsync(int keep, CancellationToken cancellationToken)
    {
        string? current = await target.CurrentAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> removed = index.RemoveVersions(keep, PreviousOf(current), files);
        var kept = index.Versions().Select(version => version.Name).Append(current).ToHashSet(StringComparer.Ordinal);
        foreach (string version in await target.VersionsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!kept.Contains(version))
            {
                await target.RemoveAsync(version, cancellationToken).ConfigureAwait(false);
            }
        }

        return removed;
    }
}
