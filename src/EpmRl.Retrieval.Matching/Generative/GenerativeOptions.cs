namespace EpmRl.Retrieval.Matching;

/// <summary>Settings of a generative matcher.</summary>
internal sealed record GenerativeOptions
{
    /// <summary>The prompt.</summary>
    public MatchPrompt Prompt { get; init; } = MatchPrompt.Shipped;

    /// <summary>Whether answers are constrained to the grammar, where the generator can.</summary>
    public bool IsGuided { get; init; } = true;

    /// <summary>Most tokens of an answer.</summary>
    public int MaxTokens { get; init; } = 320;

    /// <summary>Temperature of the second answer; the first takes the likeliest tokens.</summary>
    public double RetryTemperature { get; init; } = 0.7;

    /// <summary>Seed of the second answer.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Answers known already; null for none.</summary>
    public VerdictCache? Cache { get; init; }

    /// <summary>Measured precisions, for generators without log-probabilities; null for none.</summary>
    public VerdictPrecisions? Precisions { get; init; }
}
