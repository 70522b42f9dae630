namespace EpmRl.Retrieval.Taxonomy;

/// <summary>An edit of one category.</summary>
internal abstract record CategoryEdit : TaxonomyEdit
{
    /// <summary>Id of the category.</summary>
    public required string Category { get; init; }

    internal override string? TouchedAttribute => null;
}

/// <summary>Adds a category.</summary>
internal sealed record AddCategory : CategoryEdit
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Id of its parent; null for a root.</summary>
    public string? Parent { get; init; }

    /// <summary>Its description; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Ids of the attributes it adds to its parent's.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    internal override void Apply(TaxonomyEditor editor) => editor.AddCategory(Category, Name, Parent, Description, Attributes);
}

/// <summary>Renames a category; the id stays.</summary>
internal sealed record RenameCategory : CategoryEdit
{
    /// <summary>The new name.</summary>
    public required string Name { get; init; }

    internal override void Apply(TaxonomyEditor editor) =>
        editor.Change(editor.Category(Category) with { Name = editor.Text(Name, "name") });
}

/// <summary>Describes a category.</summary>
internal sealed record DescribeCategory : CategoryEdit
{
    /// <summary>A sentence; null for none.</summary>
    public string? Description { get; init; }

    internal override void Apply(TaxonomyEditor editor) => editor.Change(editor.Category(Category) with { Description = Description });
}

/// <summary>Sets or removes the alternative names of a category in a language.</summary>
internal sealed record NameCategory : CategoryEdit
{
    /// <summary>BCP-47 tag of the language.</summary>
    public required string Locale { get; init; }

    /// <summary>Every name in that language, its label first; empty for none.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    internal override void Apply(TaxonomyEditor editor) => editor.NameCategory(Category, Locale, Names);
}

/// <summary>Moves a category with its descendants. It keeps its own attributes and inherits those of its new parent.</summary>
internal sealed record MoveCategory : CategoryEdit
{
    /// <summary>Id of the new parent; null to make it a root.</summary>
    public string? Parent { get; init; }

    internal override void Apply(TaxonomyEditor editor) => editor.Move(Category, Parent);
}

/// <summary>Removes a category without children. Its listings move to another one, or are lost; its id is not reused.</summary>
internal sealed record RemoveCategory : CategoryEdit
{
    /// <summary>Id of the category that takes over its listings; null for none.</summary>
    public string? Into { get; init; }

    internal override void Apply(TaxonomyEditor editor) => editor.RemoveCategory(Category, Into);
}
