namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Kinds of cues by the names of a pack's families.</summary>
internal static class CueKinds
{
    /// <summary>The kind of a family's name; <see cref="CueKind.None"/> for an unknown name.</summary>
    public static CueKind Of(string family) => TaxonomySchema.Cues.GetValueOrDefault(family);
}
