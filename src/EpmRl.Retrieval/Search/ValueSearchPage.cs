namespace EpmRl.Retrieval.Search;

/// <summary>A page of the values that a search found.</summary>
/// <param name="Hits">The page, best first; ties go by cosine, then by the ids of attribute and value.</param>
/// <param name="Total">Number of hits in all: every value whose spelling agrees, and the nearest in meaning.</param>
/// <param name="Attributes">How many of all those each attribute has; most first, ties by id.</param>
/// <param name="Categories">
/// How many of all those each category has, with what is below it, one level below the category searched (the roots, where all are).
/// A value of several categories counts once in each. Most first, ties by id.
/// </param>
/// <param name="NextCursor">Where the next page begins; null after the last hit.</param>
/// <param name="Version">The version of the index that answered.</param>
/// <param name="Corrected">The query as it was asked once more, by meaning, because nothing in the taxonomy has some of its words; null where it was not.</param>
public sealed record ValueSearchPage(
    IReadOnlyList<ValueSearchHit> Hits,
    int Total,
    IReadOnlyList<FacetCount> Attributes,
    IReadOnlyList<FacetCount> Categories,
    string? NextCursor,
    string Version,
    string? Corrected);

/// <summary>How many of the values found one attribute, or one category, has.</summary>
/// <param name="Id">Id of the attribute or category.</param>
/// <param name="Count">The exact number.</param>
public readonly record struct FacetCount(string Id, int Count);
