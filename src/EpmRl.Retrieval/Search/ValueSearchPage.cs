namespace EpmRl.Retrieval.Search;

/// <summary>A page of hits.</summary>
/// <param name="Hits">The page, best first; ties are ordered by cosine, then by the ids of attribute and value.</param>
/// <param name="Total">Number of hits in all: every value whose spelling matches, and the nearest in meaning.</param>
/// <param name="Attributes">Hits per attribute, over all pages; most first, ties by id.</param>
/// <param name="Categories">
/// Hits per category with its descendants, over all pages, one level below the category searched (the roots, where all are). A value of
/// several categories counts once in each. Most first, ties by id.
/// </param>
/// <param name="NextCursor">Where the next page begins; null after the last hit.</param>
/// <param name="Version">The index version that answered.</param>
/// <param name="Corrected">The query also searched by meaning, with unknown words corrected; null where nothing was corrected.</param>
public sealed record ValueSearchPage(
    IReadOnlyList<ValueSearchHit> Hits,
    int Total,
    IReadOnlyList<FacetCount> Attributes,
    IReadOnlyList<FacetCount> Categories,
    string? NextCursor,
    string Version,
    string? Corrected);

/// <summary>The number of hits of one attribute or category.</summary>
/// <param name="Id">Id of the attribute or category.</param>
/// <param name="Count">The exact number.</param>
public readonly record struct FacetCount(string Id, int Count);
