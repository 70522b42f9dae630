using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Search;

/// <summary>One way to write a value.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Value">The value.</param>
/// <param name="Text">The text, as it stands in the taxonomy.</param>
/// <param name="Kind">What the text is.</param>
/// <param name="Locale">For a label in a language: its tag.</param>
internal readonly record struct Spelling(
    AttributeDefinition Attribute, TaxonomyValue Value, string Text, SpellingKind Kind, string? Locale = null);

/// <summary>What a spelling is.</summary>
internal enum SpellingKind : byte
{
    /// <summary>The value's label.</summary>
    Label,

    /// <summary>Its id.</summary>
    Id,

    /// <summary>An alias, a word of a value pack, or the label in some language.</summary>
    Alias,

    /// <summary>A word of a value pack for something narrower than the value: pine, where wood is listed alone.</summary>
    Narrower,

    /// <summary>One of these written together, for those who leave out the blanks.</summary>
    Joined,
}
