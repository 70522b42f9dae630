namespace EpmRl.Retrieval.Training.Matching;

/// <summary>Two listings of a data set with the truth about them.</summary>
/// <param name="Left">Position of the first in <see cref="MatchingData.Listings"/>.</param>
/// <param name="Right">Position of the second.</param>
/// <param name="Kind">How they are related.</param>
/// <param name="Weight">How much it counts in training, more than 0.</param>
internal readonly record struct LabelledPair(int Left, int Right, PairKind Kind, float Weight = 1);
