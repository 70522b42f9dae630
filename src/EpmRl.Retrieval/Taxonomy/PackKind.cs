namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The purpose of a <see cref="ValuePack"/>.</summary>
internal enum PackKind
{
    /// <summary>Synonyms of values; they apply to the attributes that name the pack.</summary>
    Values,

    /// <summary>
    /// Phrases known to a reader by their family names: words around numbers, role marks, kinds of product. Families may share words.
    /// </summary>
    Phrases,

    /// <summary>Phrases that say how adjacent words are meant, by <see cref="CueKind"/>; they apply everywhere.</summary>
    Cues,
}
