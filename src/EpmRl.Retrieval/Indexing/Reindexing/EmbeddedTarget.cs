using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Indexing;

/// <summary>Readers open the folder in which versions are built: nothing has to be loaded, and a rename swaps.</summary>
internal sealed class EmbeddedTarget : IIndexTarget
{
    private readonly IndexFolder index;
    private readonly FileSystem files;

    /// <summary>Creates the target for a folder.</summary>
    public EmbeddedTarget(string folder)
        : this(new IndexFolder(folder), FileSystem.Real)
    {
    }

    internal EmbeddedTarget(IndexFolder index, FileSystem files)
    {
        this.index = index;
        this.files = files;
    }

    /// <inheritdoc/>
    public string Name => index.Path;

    /// <inheritdoc/>
    /// <remarks>A damaged pointer names no version: opening reports it, and a swap repairs it.</remarks>
    public ValueTask<string?> CurrentAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(index.CurrentOrNull());

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> VersionsAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<string>>([.. index.Versions().Select(version => version.Name)]);

    /// <inheritdoc/>
    public ValueTask LoadAsync(
        EmbeddedVectorIndex version, IProgress<IndexBuildProgress>? progress = null, CancellationToken cancellationToken = default) =>
        ValueTask.CompletedTask;

    /// <inheritdoc/>
    /// <remarks>
    /// The exact answers are computed from the taxonomy and the bytes of the file, independently of the layout and the scan that readers
    /// use.
    /// </remarks>
    public async ValueTask<IReadOnlyList<string>> VerifyAsync(EmbeddedVectorIndex version, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(version);
        using var exact = new ExactAnswers(version, index.FolderOf(version.Manifest.Version));
        return await new SampledSearches(exact, version).CompareAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask SwapAsync(string version, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        index.Publish(version, files);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(string version, CancellationToken cancellationToken = default)
    {
        if (version == index.CurrentOrNull())
        {
            throw new InvalidOperationException($"Readers of {index.Path} see {version}; it cannot be removed.");
        }

        index.Remove(version, files);
        return ValueTask.CompletedTask;
    }
}
