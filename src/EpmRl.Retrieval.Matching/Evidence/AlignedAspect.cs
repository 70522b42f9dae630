namespace EpmRl.Retrieval.Matching;

/// <summary>One aspect of two listings.</summary>
/// <param name="A">The value of the first listing that was compared; null for none.</param>
/// <param name="B">The value of the second.</param>
/// <param name="Relation">How the two relate.</param>
/// <param name="IsPlain">
/// Whether titles, options or columns alone state what was compared: only then is a difference certain.
/// </param>
internal readonly record struct AlignedAspect(AspectValue? A, AspectValue? B, AspectRelation Relation, bool IsPlain);
