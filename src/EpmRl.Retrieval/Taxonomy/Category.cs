namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A category of the tree, with the attributes of its listings.</summary>
public sealed record Category
{
    /// <summary>Stable id, unique within the taxonomy.</summary>
    public required string Id { get; init; }

    /// <summary>The category's own name, which prompts use.</summary>
    public required string Name { get; init; }

    /// <summary>Id of the parent; null for a root.</summary>
    public string? ParentId { get; init; }

    /// <summary>Names from the root to this category, joined by <c> &gt; </c>.</summary>
    public required string Path { get; init; }

    /// <summary>A sentence on what belongs here; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// Alternative names of the category in listings, by BCP-47 language tag. In the taxonomy's own language they are aliases of
    /// <see cref="Name"/>; in another one the first is the category's label there.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Names { get; init; } = NoNames;

    /// <summary>The attributes of this category, its ancestors' included, in order; each once.</summary>
    public IReadOnlyList<AttributeDefinition> Attributes { get; init; } = [];

    internal static IReadOnlyDictionary<string, IReadOnlyList<string>> NoNames { get; } = new Dictionary<string, IReadOnlyList<string>>();
}
