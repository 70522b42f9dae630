namespace EpmRl.Retrieval.Aliases;

/// <summary>The criteria for suggested aliases.</summary>
internal sealed record AliasMinerOptions
{
    /// <summary>Fewest listings that support a suggestion (<see cref="AliasSuggestion.Support"/>), at least 1.</summary>
    public int MinSupport { get; init; } = 3;

    /// <summary>Least <see cref="AliasSuggestion.Precision"/>, in (0, 1].</summary>
    public double MinPrecision { get; init; } = 0.9;

    /// <summary>Most words of a phrase, at least 1.</summary>
    public int MaxWords { get; init; } = 4;

    /// <summary>
    /// Most suggestions for one value, those of the largest <see cref="AliasSuggestion.LogLikelihoodRatio"/>; at least 1.
    /// </summary>
    public int MaxPerValue { get; init; } = 5;

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MinSupport, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MinPrecision);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MinPrecision, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxWords, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPerValue, 1);
    }
}
