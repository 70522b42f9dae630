namespace EpmRl.Retrieval.Training.Composition;

/// <summary>The context frames of one language, with its words for what they are about.</summary>
/// <param name="Language">BCP-47 tag.</param>
/// <param name="Listing">Words that say nothing about any attribute.</param>
/// <param name="Makers">Keys of the names that attributes of makers have in taxonomies.</param>
/// <param name="Attributes">By key of an attribute's name in the taxonomy: its names in the language.</param>
/// <param name="Units">By a unit's spelling in the taxonomy: its spellings in the language.</param>
/// <param name="Words">By key: the words of values in the language, as they are spelled in it.</param>
/// <param name="Frames">The frames.</param>
internal sealed record ContextLanguage(
    string Language,
    ListingWords Listing,
    IReadOnlySet<string> Makers,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Units,
    IReadOnlyDictionary<string, string> Words,
    IReadOnlyList<ContextFrame> Frames)
{
    /// <summary>Whether a language tag is this language or a form of it: <c>de-AT</c> is <c>de</c>.</summary>
    public bool Is(string locale) =>
        locale.Equals(Language, StringComparison.OrdinalIgnoreCase)
        || locale.StartsWith(Language + "-", StringComparison.OrdinalIgnoreCase);
}
