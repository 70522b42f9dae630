using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>How a decoder is opened.</summary>
internal sealed record DecoderOptions
{
    /// <summary>Rows of the adapters' A, 1 or more.</summary>
    public int Rank { get; init; } = 16;

    /// <summary>Numerator of the adapters' scale, above 0.</summary>
    public double Alpha { get; init; } = 32;

    /// <summary>Seed of the adapters' A.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where to compute.</summary>
    public ComputeOptions Compute { get; init; } = new();

    /// <summary>[K] ids of the tokens whose probabilities are watched, such as the verdicts'; may be empty.</summary>
    public IReadOnlyList<int> VerdictTokens { get; init; } = [];

    /// <summary>Float, or Double for reference runs.</summary>
    public DataType Type { get; init; } = DataType.Float;

    /// <summary>Most tokens of a run that only reads, padding included, 1 or more.</summary>
    public int MaxTokens { get; init; } = 2_048;

    /// <summary>Most sequences that are sampled side by side, 1 or more.</summary>
    public int MaxSequences { get; init; } = 64;
}
