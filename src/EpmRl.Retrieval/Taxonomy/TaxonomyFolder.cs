namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A plain taxonomy folder as a source: whatever its files say is published, and its version is the hash of that.</summary>
/// <param name="folder">The taxonomy's folder.</param>
public sealed class TaxonomyFolder(string folder) : ITaxonomySource
{
    /// <inheritdoc/>
    public string Name => folder;

    /// <inheritdoc/>
    /// <exception cref="TaxonomyFormatException">The folder cannot be read.</exception>
    public async ValueTask<string> VersionAsync(CancellationToken cancellationToken = default) =>
        (await LoadAsync(cancellationToken).ConfigureAwait(false)).Version;

    /// <inheritdoc/>
    public ValueTask<ProductTaxonomy> LoadAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(TaxonomyReader.Load(folder, cancellationToken));
}
