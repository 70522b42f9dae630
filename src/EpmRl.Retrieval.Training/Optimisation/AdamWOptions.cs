namespace EpmRl.Retrieval.Training.Optimisation;

/// <summary>Settings of AdamW (Loshchilov and Hutter, 2019, arXiv:1711.05101).</summary>
internal sealed record AdamWOptions
{
    /// <summary>Share subtracted from a parameter at each step, times the learning rate; 0 or more.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Memory of the mean of gradients, in [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Memory of the mean of squared gradients, in [0, 1).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the mean square; above 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Gradients longer than this, over all parameters together, are scaled down to it; null for no limit.</summary>
    public double? MaxGradientNorm { get; init; }

    /// <summary>Checks that the optimiser can work with the settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public void ThrowIfInvalid()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(WeightDecay);
        ArgumentOutOfRangeException.ThrowIfNegative(Beta1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Beta1, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Beta2);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Beta2, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Epsilon);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxGradientNorm ?? 1, nameof(MaxGradientNorm));
    }
}
