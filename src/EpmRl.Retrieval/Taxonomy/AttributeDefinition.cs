namespace EpmRl.Retrieval.Taxonomy;

/// <summary>An attribute: its kind, its values, and how they are written in listings.</summary>
public sealed record AttributeDefinition
{
    /// <summary>Stable id, unique within the taxonomy.</summary>
    public required string Id { get; init; }

    /// <summary>The display name, used in prompts and answers. Need not be unique: two categories may each have a "Size".</summary>
    public required string Name { get; init; }

    /// <summary>The attribute's meaning in a sentence; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>The kind of the values.</summary>
    public AttributeKind Kind { get; init; } = AttributeKind.Categorical;

    /// <summary>Whether values are names, which meaning and words can imply too, and not only a place in the text.</summary>
    public bool IsNamed => Kind is AttributeKind.Categorical or AttributeKind.Text;

    /// <summary>Whether values are numbers, with a unit or without.</summary>
    public bool IsQuantity => Kind is AttributeKind.Measurement or AttributeKind.Number;

    /// <summary>Whether values are codes.</summary>
    public bool IsCode => Kind is AttributeKind.Identifier;

    /// <summary>The most values of a listing: 1 for a single-valued attribute.</summary>
    public int MaxValues { get; init; } = 1;

    /// <summary>Whether every listing of the category should have a value.</summary>
    public bool Required { get; init; }

    /// <summary>True when a value that is not in the list may be answered, normalised and marked as open.</summary>
    public bool Open { get; init; }

    /// <summary>True when labels that differ only in case are different values.</summary>
    public bool CaseSensitive { get; init; }

    /// <summary>How numbers with units, counts and bare numbers are read; null for other kinds.</summary>
    public QuantityFormat? Quantity { get; init; }

    /// <summary>How codes are read; null for other kinds.</summary>
    public IdentifierFormat? Identifier { get; init; }

    /// <summary>Words of the text that announce the attribute: <c>W</c>, <c>wide</c>, <c>cores</c>, <c>Part#</c>, <c>colour</c>.</summary>
    public IReadOnlyList<string> RoleWords { get; init; } = [];

    /// <summary>Names of the value packs whose synonyms apply, for example <c>colors</c>.</summary>
    public IReadOnlyList<string> Packs { get; init; } = [];

    /// <summary>Id of the value that represents three or more different values in a listing ("assorted"); null for none.</summary>
    public string? MixedValue { get; init; }

    /// <summary>The values, in the order of the file. May be empty for an open attribute.</summary>
    public IReadOnlyList<TaxonomyValue> Values { get; init; } = [];
}
