namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The published version of a store, read again at every call, so that later publications are seen.</summary>
/// <param name="path">Folder of the store.</param>
/// <param name="name">Its name in messages and for later reference; null for the path.</param>
internal sealed class PublishedTaxonomy(string path, string? name = null) : ITaxonomySource
{
    /// <inheritdoc/>
    public string Name => name ?? path;

    /// <inheritdoc/>
    public ValueTask<string> VersionAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(PublishedPointer.Read(path)
            ?? throw new InvalidOperationException($"Nothing was published from {path} yet. Publish it first."));
    }

    /// <inheritdoc/>
    /// <exception cref="TaxonomyStoreException">A file of the store is damaged.</exception>
    public async ValueTask<ProductTaxonomy> LoadAsync(CancellationToken cancellationToken = default) =>
        new VersionFiles(path).Read(await VersionAsync(cancellationToken).ConfigureAwait(false));
}
