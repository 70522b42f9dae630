namespace EpmRl.Retrieval.Matching;

/// <summary>The answer for one pair of listings.</summary>
public sealed record PairDecision
{
    /// <summary>Id of the first listing.</summary>
    public required string A { get; init; }

    /// <summary>Id of the second listing.</summary>
    public required string B { get; init; }

    /// <summary>The verdict.</summary>
    public required MatchVerdict Verdict { get; init; }

    /// <summary>Calibrated probability that the two are the same, in [0, 1].</summary>
    public required double Probability { get; init; }

    /// <summary>The aligned aspects that at least one of the listings states, conflicts first.</summary>
    public IReadOnlyList<MatchReason> Reasons { get; init; } = [];

    /// <summary>Why, in a sentence: the rule or the matcher that decided.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>The matcher that decided: name and version of its model.</summary>
    public required string Model { get; init; }

    /// <summary>Version of the prompt of a generative matcher; null for others.</summary>
    public string? PromptVersion { get; init; }

    /// <summary>
    /// Whether the probability is the measured precision of such verdicts, because the model gives none for this one.
    /// </summary>
    public bool IsEstimated { get; init; }
}
