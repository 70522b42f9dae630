namespace EpmRl.Retrieval.Indexing;

/// <summary>Which values a search may return. Both fields apply if both are given.</summary>
public sealed record ValueFilter
{
    /// <summary>A filter of at most one category and one attribute.</summary>
    /// <param name="categoryId">Only values of this category; null for every category.</param>
    /// <param name="attributeId">Only values of this attribute; null for every attribute.</param>
    public ValueFilter(string? categoryId = null, string? attributeId = null)
    {
        CategoryIds = categoryId is null ? null : [categoryId];
        AttributeIds = attributeId is null ? null : [attributeId];
    }

    /// <summary>Every value.</summary>
    public static ValueFilter None { get; } = new();

    /// <summary>Only values of these categories, without their descendants; null for every category.</summary>
    public IReadOnlyCollection<string>? CategoryIds { get; init; }

    /// <summary>Only values of these attributes; null for every attribute.</summary>
    public IReadOnlyCollection<string>? AttributeIds { get; init; }

    /// <summary>
    /// Candidates may be chosen by the sentences of one category of each attribute; only they are then scored in the other categories, of
    /// which very many are sampled. Of a large index a fraction is read. An index that is quick without it may ignore it.
    /// </summary>
    public bool CandidatesByOneCategory { get; init; }
}
