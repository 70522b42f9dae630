using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Cli.Tagging;

/// <summary>Listings that are encoded together.</summary>
/// <param name="Profiles">The listings, in the order of the input.</param>
/// <param name="ReadShare">Read share of the input after them, in [0, 1]; null when unknown.</param>
internal sealed record ListingBatch(IReadOnlyList<ProductProfile> Profiles, double? ReadShare);
