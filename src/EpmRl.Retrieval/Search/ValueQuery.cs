using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Search;

/// <summary>A search: the text and the filters.</summary>
/// <param name="Text">A label, an alias, an id, the beginning of one, or a description.</param>
public sealed record ValueQuery(string Text)
{
    /// <summary>Id, path or unambiguous name of the category to search, with its descendants; null for all.</summary>
    public string? Category { get; init; }

    /// <summary>Whether the descendants of <see cref="Category"/> are searched too.</summary>
    public bool IncludeBelow { get; init; } = true;

    /// <summary>Id or name of the attribute to search; a name may mean several attributes; null for all.</summary>
    public string? Attribute { get; init; }

    /// <summary>Values of this status; null for all. Deprecated values have no vectors: they are found only by their spelling.</summary>
    public ValueStatus? Status { get; init; } = ValueStatus.Active;

    /// <summary>
    /// BCP-47 tag of the reader's language: hits are labelled in it, and labels in other languages are not searched. Null to search them
    /// all. The taxonomy's own labels and aliases are always searched.
    /// </summary>
    public string? Locale { get; init; }

    /// <summary>
    /// Whether a value shared by several attributes of one kind ("Red" of color, lens color and frame color) is one hit that names them
    /// all; otherwise each attribute's is a separate hit.
    /// </summary>
    public bool Merge { get; init; } = true;

    /// <summary>The most hits of a page; at least 1.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>The number of nearest values in meaning to consider, from 1 to 10,000.</summary>
    public int Neighbours { get; init; } = 256;

    /// <summary><see cref="ValueSearchPage.NextCursor"/> of the previous page; null for the first page.</summary>
    public string? Cursor { get; init; }
}
