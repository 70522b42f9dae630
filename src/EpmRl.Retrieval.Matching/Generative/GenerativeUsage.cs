namespace EpmRl.Retrieval.Matching;

/// <summary>What a generative matcher did, for reports of its cost.</summary>
/// <param name="Pairs">Pairs decided.</param>
/// <param name="Cached">Those whose answer was known.</param>
/// <param name="Calls">Answers sampled.</param>
/// <param name="Resampled">Pairs whose first answer was not usable.</param>
/// <param name="Malformed">Answers that did not follow the form.</param>
/// <param name="Unsupported">Answers with a reason that its listings do not support.</param>
/// <param name="Unsure">Pairs without a usable answer.</param>
/// <param name="PromptTokens">Tokens of the prompts, as far as known.</param>
/// <param name="CompletionTokens">Tokens of the answers, as far as known.</param>
/// <param name="Seconds">Time of the calls, summed over concurrent ones.</param>
internal readonly record struct GenerativeUsage(
    int Pairs, int Cached, int Calls, int Resampled, int Malformed, int Unsupported, int Unsure, long PromptTokens, long CompletionTokens,
    double Seconds);
