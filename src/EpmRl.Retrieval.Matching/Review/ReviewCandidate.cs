namespace EpmRl.Retrieval.Matching;

/// <summary>A pair that a person may be asked about.</summary>
/// <param name="Pair">The decided pair.</param>
/// <param name="TitleA">Title of the first listing.</param>
/// <param name="TitleB">Title of the second listing.</param>
internal sealed record ReviewCandidate(DecidedPair Pair, string TitleA, string TitleB);
