namespace EpmRl.Retrieval.Matching;

/// <summary>Labelled pairs of one verdict.</summary>
/// <param name="Pairs">All.</param>
/// <param name="Same">Those that are the same.</param>
internal readonly record struct VerdictCount(int Pairs, int Same);
