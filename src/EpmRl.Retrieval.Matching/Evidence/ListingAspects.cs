namespace EpmRl.Retrieval.Matching;

/// <summary>What a listing states, by aspect.</summary>
/// <param name="Values">The values of each aspect, in the order of the rules; titles, options and columns before descriptions.</param>
internal sealed record ListingAspects(IReadOnlyList<AspectValue>[] Values);
