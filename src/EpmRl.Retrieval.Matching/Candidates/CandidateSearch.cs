namespace EpmRl.Retrieval.Matching;

/// <summary>The result of a search for candidates.</summary>
/// <param name="Pairs">The pairs: by the first listing, best score first.</param>
/// <param name="Report">What was found.</param>
/// <param name="Neighbours">The neighbours of each listing of the first list, by source, best first.</param>
internal sealed record CandidateSearch(
    IReadOnlyList<CandidatePair> Pairs, CandidateReport Report, IReadOnlyList<(CandidateSources Source, NeighbourLists Lists)> Neighbours);
