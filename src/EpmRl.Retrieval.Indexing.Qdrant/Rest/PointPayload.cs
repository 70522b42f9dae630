namespace EpmRl.Retrieval.Indexing.Qdrant.Rest;

/// <summary>What a point carries beside its vector. Null members are not stored.</summary>
internal sealed record PointPayload
{
    /// <summary><c>value</c>, <c>null</c> (the threshold of an attribute) or <c>category</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>Category and attribute as one keyword; values alone have it.</summary>
    public string? Scope { get; init; }

    /// <summary>Every category that the value serves.</summary>
    public IReadOnlyList<string>? CategoryId { get; init; }

    /// <summary>The value's attribute.</summary>
    public string? AttributeId { get; init; }

    /// <summary>The value.</summary>
    public string? ValueId { get; init; }

    /// <summary>Attribute and value as one keyword, the same in every category.</summary>
    public string? Key { get; init; }

    /// <summary>The scope of a null value, or the id of a category.</summary>
    public string? Of { get; init; }

    /// <summary>The label, or a category's path.</summary>
    public string? Text { get; init; }

    /// <summary>Whether the vector is of the description; absent when it is not.</summary>
    public bool? Description { get; init; }

    /// <summary>Hash of the prompt that was encoded.</summary>
    public string? ContentHash { get; init; }
}
