using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Asks an engine for the categories of labelled listings, which it does not see.</summary>
/// <param name="identifier">The engine.</param>
/// <param name="taxonomy">The engine's taxonomy.</param>
internal sealed class CategoryEvaluation(AttributeIdentifier identifier, ProductTaxonomy taxonomy)
{
    private const int BatchSize = 32;

    /// <summary>Predicts the category of each listing.</summary>
    /// <param name="listings">N listings.</param>
    /// <param name="cancellationToken">Checked between listings.</param>
    /// <returns>N predictions, in order.</returns>
    public async Task<IReadOnlyList<CategoryPrediction>> RunAsync(
        IReadOnlyList<LabelledListing> listings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(listings);
        var predictions = new List<CategoryPrediction>(listings.Count);
        foreach (LabelledListing[] batch in listings.Chunk(BatchSize))
        {
            IReadOnlyList<TagResult> results = await identifier
                .IdentifyAsync([.. batch.Select(listing => listing.Profile with { Category = null })], cancellationToken)
                .ConfigureAwait(false);
            predictions.AddRange(batch.Zip(results, (listing, result) => new CategoryPrediction(listing, Gold(listing), result.Category)));
        }

        return predictions;
    }

    private string? Gold(LabelledListing listing) => listing.Category.Length == 0 ? null
        : taxonomy.TryFindCategory(listing.Category, out Category? category) ? category.Id
        : listing.Category;
}
