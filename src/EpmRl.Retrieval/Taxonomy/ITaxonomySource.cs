namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The source of the taxonomy to index. It may change during indexing, so it is queried again before a swap.</summary>
public interface ITaxonomySource
{
    /// <summary>The source's name in messages: its folder.</summary>
    string Name { get; }

    /// <summary>The version that <see cref="LoadAsync"/> would return now: the published one, not the draft.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The <see cref="ProductTaxonomy.Version"/>; equal exactly when nothing was published in between.</returns>
    ValueTask<string> VersionAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads the published taxonomy.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="TaxonomyFormatException">It cannot be read.</exception>
    ValueTask<ProductTaxonomy> LoadAsync(CancellationToken cancellationToken = default);
}
