namespace EpmRl.Retrieval.Training.Spans;

/// <summary>How the span reader is trained.</summary>
internal sealed record SpanTrainingOptions
{
    /// <summary>Seed of weights, order, sampled spans and dropout.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Passes over the texts, at least 1.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Texts of a step, at least 1.</summary>
    public int BatchTexts { get; init; } = 64;

    /// <summary>Peak of the learning rate, above 0.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Decoupled weight decay of AdamW, at least 0.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Dropout, in [0, 1).</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Weight of the twins' loss, at least 0; 0 trains without.</summary>
    public double TwinWeight { get; init; } = 0.5;

    /// <summary>Log-odds by which a cue should move a score.</summary>
    public double TwinMargin { get; init; } = 4;

    /// <summary>Wrong spans of open attributes drawn for each text and epoch.</summary>
    public int OpenNegatives { get; init; } = 16;

    /// <summary>Share of the texts held out to choose the best epoch, in [0, 1).</summary>
    public double ValidationShare { get; init; } = 0.05;

    /// <summary>Longest text in tokens.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>Most memory for cached token states.</summary>
    public int CacheMebibytes { get; init; } = 6_000;

    /// <summary>Threads; 0 for all processors.</summary>
    public int Threads { get; init; }
}
