using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>The predicted category of a listing.</summary>
/// <param name="Listing">The listing.</param>
/// <param name="Gold">Id of the right category, or its name where the taxonomy lacks it; null for none.</param>
/// <param name="Answer">The prediction.</param>
internal sealed record CategoryPrediction(LabelledListing Listing, string? Gold, CategoryAnswer Answer);
