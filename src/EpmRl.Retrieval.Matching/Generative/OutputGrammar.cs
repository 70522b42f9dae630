namespace EpmRl.Retrieval.Matching;

/// <summary>A grammar that an answer must follow.</summary>
/// <param name="Kind">The language it is written in.</param>
/// <param name="Text">The grammar.</param>
internal sealed record OutputGrammar(GrammarKind Kind, string Text);
