namespace EpmRl.Retrieval.Indexing;

/// <summary>Which values a search may return. Where both fields are given, both hold.</summary>
public sealed record ValueFilter
{
    /// <summary>A filter of at most one category and one attribute.</summary>
    /// <param name="categoryId">Values of this category alone; null for every category.</param>
    /// <param name="attributeId">Values of this attribute alone; null for every attribute.</param>
    public ValueFilter(string? categoryId = null, string? attributeId = null)
    {
        CategoryIds = categoryId is null ? null : [categoryId];
        AttributeIds = attributeId is null ? null : [attributeId];
    }

    /// <summary>Every value.</summary>
    public static ValueFilter None { get; } = new();

    /// <summary>Values of these categories alone, what is below them not included; null for every category.</summary>
    public IReadOnlyCollection<string>? CategoryIds { get; init; }

    /// <summary>Values of these attributes alone; null for every attribute.</summary>
    public IReadOnlyCollection<string>? AttributeIds { get; init; }
}
