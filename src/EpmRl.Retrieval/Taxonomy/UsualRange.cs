namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The least and the largest of the usual values of an attribute.</summary>
/// <param name="Least">The least.</param>
/// <param name="Most">The largest.</param>
public sealed record UsualRange(double Least, double Most);
