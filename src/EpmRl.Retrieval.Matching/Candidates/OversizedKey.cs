namespace EpmRl.Retrieval.Matching;

/// <summary>An identifier that more listings share than one product has, so that it makes no pairs of its own.</summary>
/// <param name="Key">The identifier.</param>
/// <param name="Listings">The listings that share it.</param>
/// <param name="Pairs">All their pairs.</param>
/// <param name="Kept">Those among the candidates, since they are neighbours too.</param>
internal sealed record OversizedKey(IdentifierKey Key, int Listings, long Pairs, long Kept);
