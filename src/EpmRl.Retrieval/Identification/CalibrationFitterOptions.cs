namespace EpmRl.Retrieval.Identification;

/// <summary>What <see cref="CalibrationFitter"/> aims at.</summary>
internal sealed record CalibrationFitterOptions
{
    /// <summary>Precision that answers must reach on the samples, in (0, 1]; null for the threshold of maximum F1.</summary>
    public double? Precision { get; init; }

    /// <summary>Answers less probable than this need review, in (0, 1).</summary>
    public double ReviewProbability { get; init; } = 0.6;

    /// <summary>How many samples the rest of an attribute's kind counts as in the attribute's own curve; at least 0.</summary>
    public double PriorSamples { get; init; } = 10;

    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    internal void ThrowIfInvalid()
    {
        if (Precision is { } precision && precision is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(Precision), precision, "The precision to reach lies above 0 and up to 1.");
        }

        if (ReviewProbability is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(ReviewProbability), ReviewProbability, "The probability below which people look lies between 0 and 1.");
        }

        if (PriorSamples is not (>= 0 and < double.PositiveInfinity))
        {
            throw new ArgumentOutOfRangeException(nameof(PriorSamples), PriorSamples, "The prior's samples are 0 or more.");
        }
    }
}
