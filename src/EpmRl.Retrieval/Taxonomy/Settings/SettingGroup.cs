namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Settings that attributes of some kinds share, in a separate record.</summary>
/// <param name="Owners">Those attributes, for messages.</param>
/// <param name="Example">One of the kinds.</param>
/// <param name="Has">Whether attributes of a kind have the settings.</param>
/// <param name="IsIn">Whether an attribute has the record.</param>
/// <param name="With">The attribute with the record, or without it.</param>
internal sealed record SettingGroup(
    string Owners, AttributeKind Example, Func<AttributeKind, bool> Has, Func<AttributeDefinition, bool> IsIn,
    Func<AttributeDefinition, bool, AttributeDefinition> With)
{
    /// <summary>Settings of every attribute.</summary>
    public static SettingGroup General { get; } =
        new("attributes", AttributeKind.Categorical, _ => true, _ => true, (attribute, _) => attribute);

    /// <summary>Settings of measurements and numbers.</summary>
    public static SettingGroup Quantity { get; } = new("measurements and numbers", AttributeKind.Measurement, TaxonomySchema.IsQuantity,
        attribute => attribute.Quantity is not null,
        (attribute, has) => attribute with { Quantity = has ? attribute.Quantity ?? new QuantityFormat() : null });

    /// <summary>Settings of identifiers.</summary>
    public static SettingGroup Identifier { get; } = new("identifiers", AttributeKind.Identifier, kind => kind == AttributeKind.Identifier,
        attribute => attribute.Identifier is not null,
        (attribute, has) => attribute with { Identifier = has ? attribute.Identifier ?? new IdentifierFormat() : null });
}
