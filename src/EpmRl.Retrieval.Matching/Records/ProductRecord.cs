namespace EpmRl.Retrieval.Matching;

/// <summary>A product: the values that survive of its listings.</summary>
/// <param name="Product">The cluster's id.</param>
/// <param name="Listings">The ids of its listings, oldest first.</param>
/// <param name="Fields">The fields that some listing states.</param>
internal sealed record ProductRecord(string Product, IReadOnlyList<string> Listings, IReadOnlyList<RecordField> Fields);
