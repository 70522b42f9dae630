using System.Text.Json;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>An edit of one attribute.</summary>
internal abstract record AttributeEdit : TaxonomyEdit
{
    /// <summary>Id of the attribute.</summary>
    public required string Attribute { get; init; }

    internal override string? TouchedAttribute => Attribute;
}

/// <summary>Adds an attribute without values.</summary>
internal sealed record AddAttribute : AttributeEdit
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Settings, named and valued as in attribute files; null for none.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Settings { get; init; }

    internal override void Apply(TaxonomyEditor editor) => editor.AddAttribute(Attribute, Name, Settings);
}

/// <summary>Renames an attribute; the id stays.</summary>
internal sealed record RenameAttribute : AttributeEdit
{
    /// <summary>The new name.</summary>
    public required string Name { get; init; }

    internal override void Apply(TaxonomyEditor editor) =>
        editor.Change(editor.Attribute(Attribute) with { Name = editor.Text(Name, "name") });
}

/// <summary>Changes the kind of an attribute. Settings of the old kind that the new one lacks are dropped.</summary>
internal sealed record RetypeAttribute : AttributeEdit
{
    /// <summary>
    /// The new kind, as in attribute files: <c>categorical</c>, <c>identifier</c>, <c>measurement</c>, <c>number</c> or <c>text</c>.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>Settings of the new kind; null for none.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Settings { get; init; }

    internal override void Apply(TaxonomyEditor editor) => editor.Retype(Attribute, Kind, Settings);
}

/// <summary>Changes settings of an attribute: description, unit, role words, maximum of values …</summary>
internal sealed record SetAttribute : AttributeEdit
{
    /// <summary>Settings, named and valued as in attribute files; a null value sets the default.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Settings { get; init; }

    internal override void Apply(TaxonomyEditor editor) => editor.Set(Attribute, Settings);
}

/// <summary>
/// Removes an attribute with its values from all categories. Its stored tags are lost, and its id is not reused for another one.
/// </summary>
internal sealed record RemoveAttribute : AttributeEdit
{
    internal override void Apply(TaxonomyEditor editor) => editor.RemoveAttribute(Attribute);
}

/// <summary>Adds an attribute to a category and its descendants.</summary>
internal sealed record AttachAttribute : AttributeEdit
{
    /// <summary>Id of the category.</summary>
    public required string Category { get; init; }

    internal override void Apply(TaxonomyEditor editor) => editor.Attach(Category, Attribute);
}

/// <summary>Removes an attribute, its own or an inherited one, from a category and its descendants.</summary>
internal sealed record DetachAttribute : AttributeEdit
{
    /// <summary>Id of the category.</summary>
    public required string Category { get; init; }

    internal override void Apply(TaxonomyEditor editor) => editor.Detach(Category, Attribute);
}
