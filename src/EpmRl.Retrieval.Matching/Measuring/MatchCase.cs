namespace EpmRl.Retrieval.Matching;

/// <summary>A pair of listings with the right verdict, and the plain pair that it was edited from.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Class">What makes it hard.</param>
/// <param name="Pair">The pair.</param>
/// <param name="Verdict">The right verdict.</param>
/// <param name="Plain">The pair before the edit; null where there is none.</param>
internal sealed record MatchCase(string Id, string Class, ListingPair Pair, MatchVerdict Verdict, ListingPair? Plain);
