namespace EpmRl.Retrieval.Matching;

/// <summary>A token that could be at a place.</summary>
/// <param name="Text">Its text.</param>
/// <param name="LogProbability">Its log-probability there, in nats.</param>
internal readonly record struct TokenAlternative(string Text, double LogProbability);
