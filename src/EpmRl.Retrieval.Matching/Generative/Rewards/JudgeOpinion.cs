namespace EpmRl.Retrieval.Matching;

/// <summary>What a judge says of an answer.</summary>
/// <param name="Judge">The judge's name.</param>
/// <param name="Score">How good the reasons are, in [0, 1]; null for no opinion.</param>
/// <param name="Reason">Why, in a clause.</param>
internal sealed record JudgeOpinion(string Judge, double? Score, string Reason);
