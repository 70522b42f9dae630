namespace EpmRl.Retrieval.Evaluation;

/// <summary>One line of figures. Rates are means over the seeds if there are several.</summary>
/// <param name="Name">The line's label.</param>
/// <param name="Counts">The outcomes; of the first seed if there are several.</param>
/// <param name="Seeds">The figures over several seeds; null for one.</param>
/// <param name="Interval">95 % interval of the first seed's F1; null if none was computed.</param>
internal sealed record FigureLine(string Name, F1Counts Counts, SeedSpread? Seeds = null, BootstrapInterval? Interval = null)
{
    /// <summary>F1, in [0, 1].</summary>
    public double F1 => Seeds?.F1 ?? Counts.F1;

    /// <summary>Precision, in [0, 1].</summary>
    public double Precision => Seeds?.Precision ?? Counts.Precision;

    /// <summary>Recall, in [0, 1].</summary>
    public double Recall => Seeds?.Recall ?? Counts.Recall;

    /// <summary>A line for the results of several seeds.</summary>
    /// <param name="name">The line's label.</param>
    /// <param name="runs">The outcomes of each seed; at least one.</param>
    /// <param name="interval">95 % interval of the first seed's F1.</param>
    public static FigureLine Of(string name, IReadOnlyList<F1Counts> runs, BootstrapInterval? interval = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return new FigureLine(name, runs[0], runs.Count > 1 ? SeedSpread.Of(runs) : null, interval);
    }
}

/// <summary>Figures over several seeds.</summary>
/// <param name="Runs">Number of seeds.</param>
/// <param name="F1">Mean F1, in [0, 1].</param>
/// <param name="F1Deviation">Sample standard deviation of F1.</param>
/// <param name="Precision">Mean precision, in [0, 1].</param>
/// <param name="Recall">Mean recall, in [0, 1].</param>
internal sealed record SeedSpread(int Runs, double F1, double F1Deviation, double Precision, double Recall)
{
    internal static SeedSpread Of(IReadOnlyList<F1Counts> runs)
    {
        double mean = runs.Average(run => run.F1);
        double squares = runs.Sum(run => (run.F1 - mean) * (run.F1 - mean));
        return new SeedSpread(
            runs.Count, mean, Math.Sqrt(squares / (runs.Count - 1)), runs.Average(run => run.Precision), runs.Average(run => run.Recall));
    }
}
