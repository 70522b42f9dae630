namespace EpmRl.Retrieval.Training.Networks;

/// <summary>A prompt and texts that continue it; the prompt is computed once.</summary>
/// <param name="Prompt">Token ids, one or more.</param>
/// <param name="Completions">Token ids of each continuation.</param>
internal sealed record SharedPrompt(int[] Prompt, IReadOnlyList<int[]> Completions);
