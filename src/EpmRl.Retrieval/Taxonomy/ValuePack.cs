namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A reusable list of synonyms: each family names a group ("blue") and the words that belong to it ("navy", "teal").</summary>
/// <remarks>
/// A value whose label or alias equals the family's name gets the family's words as aliases. A family may have several names ("dotted /
/// dots") and, after &lt;, broader ones, which count where no value has one of its own names ("navy &lt; blue"). In a cue pack the families
/// are the kinds of cues, and the words the phrases of one language.
/// </remarks>
/// <param name="Name">The pack's name, by which attributes refer to it.</param>
/// <param name="Families">Family name → words, in the order of the file.</param>
/// <param name="Kind">The purpose of the words.</param>
internal sealed record ValuePack(string Name, IReadOnlyDictionary<string, IReadOnlyList<string>> Families, PackKind Kind = PackKind.Values)
{
    /// <summary>
    /// Share of an attribute's values, in (0, 1], that must be words of the pack for an import to choose it: low for a pack whose words
    /// have one meaning everywhere. Unused once a taxonomy is imported, and not written into its files.
    /// </summary>
    public double Share { get; init; } = 0.5;
}
