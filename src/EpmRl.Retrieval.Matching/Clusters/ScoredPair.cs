namespace EpmRl.Retrieval.Matching;

/// <summary>A decided pair of listings, by their positions in a list.</summary>
/// <param name="Left">Position of one listing.</param>
/// <param name="Right">Position of the other.</param>
/// <param name="Probability">Probability that both are one product, in [0, 1].</param>
/// <param name="Verdict">The verdict.</param>
internal readonly record struct ScoredPair(int Left, int Right, double Probability, MatchVerdict Verdict);
