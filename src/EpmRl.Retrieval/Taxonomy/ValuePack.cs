namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A reusable list of synonyms: each family names a group ("blue") and the words that belong to it ("navy", "teal").</summary>
/// <remarks>
/// A value whose label or alias equals the family's name takes the family's words as aliases of its own. In a pack of cues the families
/// are the kinds of cues, and the words the phrases of one language.
/// </remarks>
/// <param name="Name">The pack's name, by which attributes refer to it.</param>
/// <param name="Families">Family name → words, in the order of the file.</param>
/// <param name="Kind">What the words are for.</param>
public sealed record ValuePack(string Name, IReadOnlyDictionary<string, IReadOnlyList<string>> Families, PackKind Kind = PackKind.Values);
