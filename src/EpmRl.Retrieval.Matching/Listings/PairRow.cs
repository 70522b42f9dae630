namespace EpmRl.Retrieval.Matching;

/// <summary>A row of a file of pairs.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Left">Id of the first listing.</param>
/// <param name="Right">Id of the second.</param>
/// <param name="Same">Its label; null without one.</param>
internal sealed record PairRow(long Line, string Left, string Right, bool? Same);
