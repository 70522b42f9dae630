namespace EpmRl.Retrieval.Taxonomy;

/// <summary>What the words of a <see cref="ValuePack"/> are for.</summary>
public enum PackKind
{
    /// <summary>Synonyms of values; they apply to the attributes that name the pack.</summary>
    Values,

    /// <summary>Phrases that a reader knows by the names of their families: words around numbers, role marks, kinds of product. Families may share words.</summary>
    Phrases,

    /// <summary>Phrases that say how the words beside them are meant, by <see cref="CueKind"/>; they apply everywhere.</summary>
    Cues,
}
