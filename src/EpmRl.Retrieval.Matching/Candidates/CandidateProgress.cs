namespace EpmRl.Retrieval.Matching;

/// <summary>Progress of a search: listings done of a step. Several threads report at once.</summary>
/// <param name="Step">The step.</param>
/// <param name="Done">Further listings done.</param>
/// <param name="Total">All listings of the step.</param>
internal readonly record struct CandidateProgress(string Step, int Done, int Total);
