using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Search;

/// <summary>A value that a search found, and why.</summary>
/// <param name="Rank">Its rank among all hits, from 1.</param>
/// <param name="CategoryId">The category where it was found: the nearest one, or the first that has the attribute.</param>
/// <param name="AttributeId">The attribute.</param>
/// <param name="ValueId">Id of the value within its attribute.</param>
/// <param name="Label">Its label in the requested language.</param>
/// <param name="Match">How it was found.</param>
/// <param name="Score">Spelling and meaning together, in [0, 1]: 1 − (1 − spelling) · (1 − 0.9 · cosine).</param>
/// <param name="Spelling">The match of its spelling and the query; null for none.</param>
/// <param name="Cosine">Cosine of query and value, in [-1, 1]; null where the value is not among the nearest.</param>
/// <param name="MeaningRank">Its rank among the nearest, from 1; null where it is not among them.</param>
public sealed record ValueSearchHit(
    int Rank,
    string CategoryId,
    string AttributeId,
    string ValueId,
    string Label,
    ValueMatch Match,
    double Score,
    SpellingMatch? Spelling,
    float? Cosine,
    int? MeaningRank)
{
    /// <summary>
    /// The same value of other attributes of one kind, most categories first; empty for none, or when hits are not merged.
    /// </summary>
    public IReadOnlyList<ValueId> Others { get; init; } = [];

    /// <summary>The number of searched categories with the value, in this attribute or one of the others; at least 1.</summary>
    public int Categories { get; init; } = 1;

    /// <summary>Their lowest common ancestor; null where they have none in common.</summary>
    public string? CommonCategoryId { get; init; }
}
