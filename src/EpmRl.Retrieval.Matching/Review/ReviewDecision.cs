namespace EpmRl.Retrieval.Matching;

/// <summary>What a person decided about a pair. It outranks every model.</summary>
/// <param name="A">Id of one listing.</param>
/// <param name="B">Id of the other.</param>
/// <param name="Verdict">Same, variant or different; never unsure.</param>
/// <param name="Who">Who decided; empty where it is not stated.</param>
/// <param name="When">When; null where it is not stated.</param>
/// <param name="Note">A note; empty for none.</param>
internal sealed record ReviewDecision(string A, string B, MatchVerdict Verdict, string Who, DateTimeOffset? When, string Note);
