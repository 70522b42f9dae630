namespace EpmRl.Retrieval.Matching;

/// <summary>The outcome of asking a generator about a pair, as the cache keeps it; an outcome without an answer is kept too.</summary>
/// <param name="A">Hash of the listing shown first.</param>
/// <param name="B">Hash of the listing shown second.</param>
/// <param name="Model">The model.</param>
/// <param name="Prompt">Version of the prompt and form of the answer.</param>
/// <param name="Text">The answer's text that counts: the first that was usable, else the last.</param>
/// <param name="Same">
/// Probability of "same": as a first word, else behind reasons; null where the tokens tell none, or the answer it is behind is not usable.
/// </param>
/// <param name="Problem">Why the answer is not usable; null where it is.</param>
/// <param name="Calls">Answers sampled: 1 or 2.</param>
/// <param name="PromptTokens">Tokens of the prompts.</param>
/// <param name="CompletionTokens">Tokens of the answers.</param>
internal sealed record CachedAnswer(
    string A, string B, string Model, string Prompt, string Text, double? Same, string? Problem, int Calls, int PromptTokens,
    int CompletionTokens)
{
    /// <summary>What identifies the question.</summary>
    public (string A, string B, string Model, string Prompt) Key => (A, B, Model, Prompt);
}
