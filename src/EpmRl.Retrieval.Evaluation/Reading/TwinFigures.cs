namespace EpmRl.Retrieval.Evaluation;

/// <summary>
/// Counted twins. One answer to both listings of a twin is right for at most one of them, so an engine that ignores the words in which they
/// differ has no twin.
/// </summary>
/// <param name="Name">Common property of the twins.</param>
/// <param name="Twins">Number of twins.</param>
/// <param name="BothRight">Those of which both listings are read as expected.</param>
internal sealed record TwinFigures(string Name, int Twins, int BothRight)
{
    // The 97.5 % quantile of the standard normal distribution.
    private const double Quantile = 1.959964;

    /// <summary>Both right ÷ twins, in [0, 1].</summary>
    public double Share => Twins == 0 ? 0 : (double)BothRight / Twins;

    /// <summary>Lower end of the 95 % interval of the share (Wilson), in [0, 1].</summary>
    public double Low => Math.Max(0, Centre - HalfWidth);

    /// <summary>Upper end of the 95 % interval of the share (Wilson), in [0, 1].</summary>
    public double High => Math.Min(1, Centre + HalfWidth);

    private double Centre => (BothRight + (Quantile * Quantile / 2)) / (Twins + (Quantile * Quantile));

    private double HalfWidth =>
        Quantile * Math.Sqrt((Twins * Share * (1 - Share)) + (Quantile * Quantile / 4)) / (Twins + (Quantile * Quantile));

    /// <summary>Counts twins.</summary>
    public static TwinFigures Of(string name, IReadOnlyCollection<ReadingResult[]> twins)
    {
        ArgumentNullException.ThrowIfNull(twins);
        return new TwinFigures(name, twins.Count, twins.Count(twin => twin.All(result => result.Outcome == ReadingOutcome.Right)));
    }
}
