namespace EpmRl.Retrieval.Taxonomy;

/// <summary>What the words of a <see cref="ValuePack"/> are for.</summary>
public enum PackKind
{
    /// <summary>Synonyms of values; they apply to the attributes that name the pack.</summary>
    Values,

    /// <summary>Phrases that say how the words beside them are meant, by <see cref="CueKind"/>; they apply everywhere.</summary>
    Cues,

    /// <summary>Words around numbers and units, by what they do there; they apply everywhere, and a word may do several things.</summary>
    Quantities,
}
