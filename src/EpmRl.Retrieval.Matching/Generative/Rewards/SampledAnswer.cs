namespace EpmRl.Retrieval.Matching;

/// <summary>An answer to be rewarded, with what the model's probabilities say.</summary>
/// <param name="Text">The answer, in lines.</param>
/// <param name="Tokens">Its tokens.</param>
internal sealed record SampledAnswer(string Text, int Tokens)
{
    /// <summary>Probabilities of the verdicts at the verdict's token; null where none are known: the verdict itself then has all.</summary>
    public VerdictProbabilities? Verdict { get; init; }

    /// <summary>Probability of "same" with the listings and the reasons in the other order; null if it was not computed.</summary>
    public double? SwappedSame { get; init; }

    /// <summary>The same with promotional words, platform tags or an injected instruction added to a listing.</summary>
    public double? TwinSame { get; init; }

    /// <summary>The same with a decisive edit: a digit of the model number, the pack, the condition.</summary>
    public double? EditedSame { get; init; }
}
