namespace EpmRl.Retrieval.Matching;

/// <summary>A token of an answer.</summary>
/// <param name="Id">Its id in the model's vocabulary; null where the generator does not tell it.</param>
/// <param name="Text">Its text; may be empty for a part of a character.</param>
/// <param name="Start">Where it begins in the answer.</param>
/// <param name="LogProbability">
/// Its log-probability in nats, by the model alone: at temperature 1, before any grammar; NaN where unknown.
/// </param>
/// <param name="Alternatives">Tokens that could take its place, itself included, as far as known.</param>
internal sealed record CompletionToken(
    int? Id, string Text, int Start, double LogProbability, IReadOnlyList<TokenAlternative> Alternatives);
