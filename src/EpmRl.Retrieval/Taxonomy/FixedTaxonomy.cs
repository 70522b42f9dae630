namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A taxonomy at hand, which does not change.</summary>
/// <param name="taxonomy">The taxonomy.</param>
public sealed class FixedTaxonomy(ProductTaxonomy taxonomy) : ITaxonomySource
{
    /// <inheritdoc/>
    public string Name => taxonomy.Name;

    /// <inheritdoc/>
    public ValueTask<string> VersionAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(taxonomy.Version);

    /// <inheritdoc/>
    public ValueTask<ProductTaxonomy> LoadAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(taxonomy);
}
