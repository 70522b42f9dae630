namespace EpmRl.Retrieval.Matching;

/// <summary>A row of a file of traces: an answer to be learned.</summary>
/// <param name="A">Id of the listing that the prompt shows first.</param>
/// <param name="B">Id of the listing shown second.</param>
/// <param name="Text">The answer, in lines.</param>
/// <param name="Verdict">Its verdict.</param>
/// <param name="Source">Who wrote it.</param>
/// <param name="Label">The data set's label: same or not; null where the pair has none.</param>
/// <param name="Prompt">Version of the prompt whose listings it quotes; null where it is not stated.</param>
internal sealed record TraceRow(
    string A, string B, string Text, MatchVerdict Verdict, TraceSource Source, bool? Label, string? Prompt);
