namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A taxonomy in memory, which does not change.</summary>
/// <param name="taxonomy">The taxonomy.</param>
/// <param name="name">Its name in messages and for later reference; null for its own name.</param>
internal sealed class FixedTaxonomy(ProductTaxonomy taxonomy, string? name = null) : ITaxonomySource
{
    /// <inheritdoc/>
    public string Name => name ?? taxonomy.Name;

    /// <inheritdoc/>
    public ValueTask<string> VersionAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(taxonomy.Version);

    /// <inheritdoc/>
    public ValueTask<ProductTaxonomy> LoadAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(taxonomy);
}
