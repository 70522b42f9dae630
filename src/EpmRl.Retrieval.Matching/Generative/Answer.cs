namespace EpmRl.Retrieval.Matching;

/// <summary>A parsed answer of a generator.</summary>
/// <param name="Claims">Its aspects, each at most once.</param>
/// <param name="Verdict">Its verdict: same, variant or different.</param>
/// <param name="VerdictStart">Where the word of the verdict begins in the answer's text.</param>
internal sealed record Answer(IReadOnlyList<AspectClaim> Claims, MatchVerdict Verdict, int VerdictStart);
