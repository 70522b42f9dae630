namespace EpmRl.Retrieval.Matching;

/// <summary>Two listings that are worth comparing, by their positions in the lists that were searched.</summary>
/// <param name="Left">Position of the first listing.</param>
/// <param name="Right">Position of the second; in one list, more than <paramref name="Left"/>.</param>
/// <param name="Score">The best similarity of the sources that found the pair, in [0, 1].</param>
/// <param name="By">The sources that found it.</param>
internal readonly record struct CandidatePair(int Left, int Right, float Score, CandidateSources By);
