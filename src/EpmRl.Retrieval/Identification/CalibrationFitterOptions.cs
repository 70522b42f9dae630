namespace EpmRl.Retrieval.Identification;

/// <summary>Options of <see cref="CalibrationFitter"/>.</summary>
internal sealed record CalibrationFitterOptions
{
    /// <summary>Precision that the answers must reach on the samples, in (0, 1]; null for the threshold of maximum F1.</summary>
    public double? Precision { get; init; }

    /// <summary>Answers less probable than this need review, in (0, 1).</summary>
    public double ReviewProbability { get; init; } = 0.6;

    /// <summary>Weight of the other attributes of a kind in an attribute's own curve, as a number of samples; at least 0.</summary>
    public double PriorSamples { get; init; } = 10;

    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    internal void ThrowIfInvalid()
    {
        if (Precision is { } precision && precision is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(Precision), precision, "Precision must be greater than 0 and at most 1.");
        }

        if (ReviewProbability is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(ReviewProbability), ReviewProbability, "The review probability must be greater than 0 and less than 1.");
        }

        if (PriorSamples is not (>= 0 and < double.PositiveInfinity))
        {
            throw new ArgumentOutOfRangeException(nameof(PriorSamples), PriorSamples, "The number of prior samples must be at least 0.");
        }
    }
}
