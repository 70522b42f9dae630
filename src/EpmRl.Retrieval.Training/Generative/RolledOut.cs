using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Networks;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>A prompt with its sampled answers.</summary>
/// <param name="Pair">The pair asked about.</param>
/// <param name="Prompt">Tokens of the prompt.</param>
/// <param name="Answers">The answers.</param>
internal sealed record RolledOut(GenerativePair Pair, int[] Prompt, IReadOnlyList<RolledOutAnswer> Answers)
{
    /// <summary>The prompt with the answers' tokens, to be read at once.</summary>
    public SharedPrompt Shared() => new(Prompt, [.. Answers.Select(answer => answer.Sample.Tokens)]);
}

/// <summary>A sampled answer.</summary>
/// <param name="Sample">Its tokens and log-probabilities.</param>
/// <param name="Text">Its text.</param>
/// <param name="VerdictPlace">The place of its verdict's token; −1 for none.</param>
/// <param name="Verdict">Probabilities of the verdicts there; null for none.</param>
/// <param name="Parsed">The parsed answer; null where it is out of form.</param>
internal sealed record RolledOutAnswer(
    SampledCompletion Sample, string Text, int VerdictPlace, VerdictProbabilities? Verdict, Answer? Parsed)
{
    /// <summary>The answer's reward; set once it is known.</summary>
    public RewardBreakdown? Reward { get; init; }
}
