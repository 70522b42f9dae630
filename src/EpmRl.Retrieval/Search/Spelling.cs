using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Search;

/// <summary>One spelling of a value.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Value">The value.</param>
/// <param name="Text">The text in the taxonomy.</param>
/// <param name="Kind">The kind of text.</param>
/// <param name="Locale">For a locale label: its tag.</param>
internal readonly record struct Spelling(
    AttributeDefinition Attribute, TaxonomyValue Value, string Text, SpellingKind Kind, string? Locale = null);

/// <summary>The kind of a spelling.</summary>
internal enum SpellingKind : byte
{
    /// <summary>The value's label.</summary>
    Label,

    /// <summary>Its id.</summary>
    Id,

    /// <summary>An alias, a word of a value pack, or a locale label.</summary>
    Alias,

    /// <summary>A value pack's word for something narrower than the value: pine, where wood is listed alone.</summary>
    Narrower,

    /// <summary>One of these without its blanks.</summary>
    Joined,
}
