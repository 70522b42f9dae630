namespace EpmRl.Retrieval.Matching;

/// <summary>One sampled answer. It keeps what reinforcement needs: its tokens and their log-probabilities.</summary>
/// <param name="Text">The answer, without the stop that ended it.</param>
/// <param name="Tokens">Its tokens, the one that ended it included; empty where the generator tells none.</param>
/// <param name="End">Why it ended.</param>
/// <param name="PromptTokens">Tokens of the prompt; 0 where unknown.</param>
/// <param name="CompletionTokens">Tokens of the answer; 0 where unknown.</param>
internal sealed record Completion(
    string Text, IReadOnlyList<CompletionToken> Tokens, CompletionEnd End, int PromptTokens, int CompletionTokens);
