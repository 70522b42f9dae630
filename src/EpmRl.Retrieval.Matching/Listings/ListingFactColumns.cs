namespace EpmRl.Retrieval.Matching;

/// <summary>Names of the columns that state the facts of a listing; null where none does.</summary>
/// <param name="Brand">Column of the brand.</param>
/// <param name="ModelNumber">Column of the model number.</param>
/// <param name="Gtin">Column of the GTIN.</param>
internal sealed record ListingFactColumns(string? Brand, string? ModelNumber, string? Gtin);
