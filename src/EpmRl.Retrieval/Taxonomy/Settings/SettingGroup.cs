namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// Settings that attributes of some kinds have together, in a record of their own. <see cref="AttributeKinds"/> says which kinds.
/// </summary>
/// <param name="Owners">Those attributes, for messages.</param>
/// <param name="IsIn">Whether an attribute has the record.</param>
/// <param name="With">The attribute with the record, or without it.</param>
internal sealed record SettingGroup(
    string Owners, Func<AttributeDefinition, bool> IsIn, Func<AttributeDefinition, bool, AttributeDefinition> With)
{
    /// <summary>Settings of every attribute.</summary>
    public static SettingGroup General { get; } = new("attributes", _ => true, (attribute, _) => attribute);

    /// <summary>Settings of measurements and numbers.</summary>
    public static SettingGroup Quantity { get; } = new("measurements and numbers", attribute => attribute.Quantity is not null,
        (attribute, has) => attribute with { Quantity = has ? attribute.Quantity ?? new QuantityFormat() : null });

    /// <summary>Settings of identifiers.</summary>
    public static SettingGroup Identifier { get; } = new("identifiers", attribute => attribute.Identifier is not null,
        (attribute, has) => attribute with { Identifier = has ? attribute.Identifier ?? new IdentifierFormat() : null });

    /// <summary>Whether attributes of a kind have the settings.</summary>
    public bool Has(AttributeKind kind) => this == General || AttributeKinds.Of(kind).Settings == this;
}
