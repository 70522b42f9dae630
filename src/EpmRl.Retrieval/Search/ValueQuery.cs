using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Search;

/// <summary>What is searched for, and where.</summary>
/// <param name="Text">A label, an alias, an id, the beginning of one, or a description.</param>
public sealed record ValueQuery(string Text)
{
    /// <summary>Id, path or unambiguous name of the category to search in, with what is below it; null for all.</summary>
    public string? Category { get; init; }

    /// <summary>Whether the categories below <see cref="Category"/> are searched too.</summary>
    public bool IncludeBelow { get; init; } = true;

    /// <summary>Id or name of the attribute to search in; a name may mean several attributes; null for all.</summary>
    public string? Attribute { get; init; }

    /// <summary>Values of this status; null for all. Deprecated values have no vectors: they are found by their spelling alone.</summary>
    public ValueStatus? Status { get; init; } = ValueStatus.Active;

    /// <summary>
    /// BCP-47 tag of the reader's language: hits are labelled in it, and labels of other languages are not searched. Null to search them
    /// all. The taxonomy's own labels and aliases always count.
    /// </summary>
    public string? Locale { get; init; }

    /// <summary>
    /// Whether a value that several attributes of one kind share ("Red" of color, lens color and frame color) is one hit, which names them
    /// all; else each attribute's is a hit of its own.
    /// </summary>
    public bool Merge { get; init; } = true;

    /// <summary>How many hits a page has at most; at least 1.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>How many values nearest in meaning take part, from 1 to 10,000.</summary>
    public int Neighbours { get; init; } = 256;

    /// <summary>Where to go on: <see cref="ValueSearchPage.NextCursor"/> of the page before; null for the first page.</summary>
    public string? Cursor { get; init; }
}
