using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>Settings of <see cref="PolicyTrainer"/>.</summary>
internal sealed record PolicyOptions
{
    /// <summary>The optimiser.</summary>
    public AdamWOptions Optimizer { get; init; } = new();

    /// <summary>A ratio below 1 minus this gives no gradient where it would fall further, in (0, 1).</summary>
    public double ClipLow { get; init; } = 0.2;

    /// <summary>A ratio above 1 plus this gives no gradient where it would rise further, above 0.</summary>
    public double ClipHigh { get; init; } = 0.2;

    /// <summary>Weight of the divergence from the reference, 0 or more.</summary>
    public double Beta { get; init; }

    /// <summary>Most tokens of a micro-batch, padding included, 1 or more; bounds a step's memory, does not change its result.</summary>
    public int MaxTokens { get; init; } = 1_024;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public void ThrowIfInvalid()
    {
        Optimizer.ThrowIfInvalid();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ClipLow);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(ClipLow, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ClipHigh);
        ArgumentOutOfRangeException.ThrowIfNegative(Beta);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxTokens);
    }
}
