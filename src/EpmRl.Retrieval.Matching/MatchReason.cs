namespace EpmRl.Retrieval.Matching;

/// <summary>One aspect of two listings, aligned.</summary>
/// <param name="Aspect">The aspect: <c>color</c>, <c>pack quantity</c>, <c>model number</c>.</param>
/// <param name="A">The first listing's value, normalised; null where it states none.</param>
/// <param name="B">The second listing's value, normalised; null where it states none.</param>
/// <param name="Relation">How the two relate.</param>
/// <param name="SpanA">Where the first listing states it.</param>
/// <param name="SpanB">Where the second listing states it.</param>
public sealed record MatchReason(
    string Aspect, string? A, string? B, AspectRelation Relation, AspectSpan? SpanA = null, AspectSpan? SpanB = null)
{
    /// <summary>The reason as the other order of the listings gives it.</summary>
    internal MatchReason Swapped() => new(Aspect, B, A, Relation, SpanB, SpanA);
}
