namespace EpmRl.Retrieval.Indexing;

/// <summary>One vector of an index, and its meaning.</summary>
public sealed record IndexRow
{
    /// <summary>What the vector represents.</summary>
    public required IndexRowKind Kind { get; init; }

    /// <summary>
    /// The ids of the categories that use the vector; never empty. Categories of the same name share the vectors of an attribute; the first
    /// one represents them all.
    /// </summary>
    public required IReadOnlyList<string> CategoryIds { get; init; }

    /// <summary>The attribute; null for <see cref="IndexRowKind.Category"/>.</summary>
    public string? AttributeId { get; init; }

    /// <summary>The value; null unless the row is a value.</summary>
    public string? ValueId { get; init; }

    /// <summary>The value's label or the category's path; null for <see cref="IndexRowKind.NullValue"/>.</summary>
    public string? Text { get; init; }

    /// <summary>Whether the vector is that of the description, which follows that of the label.</summary>
    public bool IsDescription { get; init; }

    /// <summary>Hash of the prompt that was encoded, 32 lower-case hexadecimal digits.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The vector, [D], as floats whatever form the index stores.</summary>
    public required ReadOnlyMemory<float> Vector { get; init; }
}

/// <summary>What a row of an index represents.</summary>
public enum IndexRowKind
{
    /// <summary>A value of an attribute in a category.</summary>
    Value,

    /// <summary>No value: the threshold of an attribute in a category.</summary>
    NullValue,

    /// <summary>A category.</summary>
    Category,
}
