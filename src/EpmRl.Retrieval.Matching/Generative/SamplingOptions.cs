namespace EpmRl.Retrieval.Matching;

/// <summary>How answers are sampled.</summary>
internal sealed record SamplingOptions
{
    /// <summary>0 takes the likeliest token; 1 samples from the model's own distribution.</summary>
    public double Temperature { get; init; }

    /// <summary>The same seed gives the same samples on the same machine, where the generator obeys seeds.</summary>
    public int Seed { get; init; }

    /// <summary>Most tokens of an answer.</summary>
    public int MaxTokens { get; init; } = 320;

    /// <summary>Number of answers.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>The grammar that answers must follow; null for none.</summary>
    public OutputGrammar? Grammar { get; init; }

    /// <summary>Texts that end an answer and are not part of it.</summary>
    public IReadOnlyList<string> Stops { get; init; } = [];

    /// <summary>
    /// Texts whose log-probability is reported at every token, by the first token of each: the words of the verdict.
    /// </summary>
    public IReadOnlyList<string> Watched { get; init; } = [];
}
