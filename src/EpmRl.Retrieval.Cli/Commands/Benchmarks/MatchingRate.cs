namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>How fast one kind of work of a matcher is.</summary>
/// <param name="Work">What was done.</param>
/// <param name="Threads">Callers at a time.</param>
/// <param name="MinPerSecond">The slowest round.</param>
/// <param name="MedianPerSecond">The median round.</param>
/// <param name="MaxPerSecond">The fastest round.</param>
/// <param name="CpuMilliseconds">Processor time of the process for one; remains comparable on a busy machine.</param>
internal sealed record MatchingRate(
    string Work, int Threads, double MinPerSecond, double MedianPerSecond, double MaxPerSecond, double CpuMilliseconds)
{
    /// <summary>The rate of rounds.</summary>
    /// <param name="work">What was done.</param>
    /// <param name="threads">Callers at a time.</param>
    /// <param name="count">How often in a round.</param>
    /// <param name="rounds">Seconds and processor seconds of each round; at least one.</param>
    public static MatchingRate Of(string work, int threads, int count, IReadOnlyList<(double Seconds, double Processor)> rounds)
    {
        double[] rates = [.. rounds.Select(round => count / Math.Max(round.Seconds, 1e-9)).Order()];
        return new MatchingRate(
            work, threads, rates[0], rates[rates.Length / 2], rates[^1],
            1000 * rounds.Sum(round => round.Processor) / (count * rounds.Count));
    }
}
