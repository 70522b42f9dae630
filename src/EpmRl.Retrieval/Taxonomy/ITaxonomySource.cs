namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Where the taxonomy that is to be indexed comes from. It may change while it is indexed, so it is asked again before a swap.</summary>
public interface ITaxonomySource
{
    /// <summary>What to call the source in messages: its folder.</summary>
    string Name { get; }

    /// <summary>The version that <see cref="LoadAsync"/> would give now: what is published, not what is being drafted.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The <see cref="ProductTaxonomy.Version"/>; equal exactly when nothing was published in between.</returns>
    ValueTask<string> VersionAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads the published taxonomy.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="TaxonomyFormatException">It cannot be read.</exception>
    ValueTask<ProductTaxonomy> LoadAsync(CancellationToken cancellationToken = default);
}
