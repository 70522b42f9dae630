namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A reusable list of synonyms: each family names a group ("blue") and the words that belong to it ("navy", "teal").</summary>
/// <remarks>
/// A value whose label or alias equals the family's name takes the family's words as aliases of its own. A family may have several names
/// ("dotted / dots") and, behind &lt;, broader ones, which count where no value has a name of its own ("navy &lt; blue"). In a
/// pack of cues the families are the kinds of cues, and the words the phrases of one language.
/// </remarks>
/// <param name="Name">The pack's name, by which attributes refer to it.</param>
/// <param name="Families">Family name → words, in the order of the file.</param>
/// <param name="Kind">What the words are for.</param>
public sealed record ValuePack(string Name, IReadOnlyDictionary<string, IReadOnlyList<string>> Families, PackKind Kind = PackKind.Values)
{
    /// <summary>
    /// Share of an attribute's values, in (0, 1], that have to be words of the pack for an import to choose it: low for a pack whose words
    /// have one meaning wherever they occur. Says nothing once a taxonomy is imported, and is not written into its files.
    /// </summary>
    public double Share { get; init; } = 0.5;
}
