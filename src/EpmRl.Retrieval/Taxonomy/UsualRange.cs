namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The smallest and the largest usual value of an attribute.</summary>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
internal sealed record UsualRange(double Least, double Most);
