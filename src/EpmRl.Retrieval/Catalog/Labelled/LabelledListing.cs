namespace EpmRl.Retrieval.Catalog;

/// <summary>A listing with its correct values, labelled by hand.</summary>
public sealed record LabelledListing
{
    /// <summary>The listing; its category is the data set's name for it.</summary>
    public required ProductProfile Profile { get; init; }

    /// <summary>Name of the category; empty where the labels say that the listing belongs to none.</summary>
    public required string Category { get; init; }

    /// <summary>
    /// Attribute name → its correct labels, trimmed, in the order of the file. An empty list says that the listing has no value of the
    /// attribute; an attribute that is not named was not labelled and is not scored.
    /// </summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Gold { get; init; }

    /// <summary>A common property of listings that must not be split, such as the shop; null when the data set has none.</summary>
    public string? Group { get; init; }

    /// <summary>Whether every attribute of the category was labelled: one missing from <see cref="Gold"/> has no value.</summary>
    public bool Complete { get; init; }

    /// <summary>Line of the file, from 1.</summary>
    public required int Line { get; init; }
}
