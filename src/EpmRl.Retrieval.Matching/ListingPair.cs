using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>Two listings to be compared. Their order changes no verdict and no probability.</summary>
/// <param name="A">The first listing.</param>
/// <param name="B">The second listing.</param>
public sealed record ListingPair(ProductProfile A, ProductProfile B);
