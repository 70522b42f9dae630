using System.Runtime;

namespace EpmRl.Retrieval.TestKit;

/// <summary>
/// Measures how the processor time of a reader grows with its input. Processor time, not wall-clock time, so that a busy machine matters
/// little; the minimum of several runs, without garbage collection, which takes a disproportionate share of a larger text; and a floor, so
/// that a few milliseconds do not count.
/// </summary>
public static class CpuTime
{
    private const int MostRuns = 8;
    private const long WithoutCollection = 64L << 20; // bytes that may be allocated without one
    private static readonly TimeSpan Floor = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(4); // a reading this slow is not noise, and is not repeated

    /// <summary>
    /// Measures a reading of n and of 4 n characters until their ratio is at most <paramref name="limit"/>, or for the last time.
    /// </summary>
    public static Growth Grow(Action small, Action large, double limit)
    {
        TimeSpan ofSmall = TimeSpan.MaxValue, ofLarge = TimeSpan.MaxValue, total = TimeSpan.Zero;
        for (int run = 0; run < MostRuns && total < Enough && Ratio() > limit; run++)
        {
            TimeSpan one = Of(small, quiet: run > 0), other = Of(large, quiet: run > 0);
            (ofSmall, ofLarge) = (one < ofSmall ? one : ofSmall, other < ofLarge ? other : ofLarge);
            total += one + other;
        }

        return new Growth(ofSmall, ofLarge, Ratio());

        double Ratio() => ofLarge == TimeSpan.MaxValue ? double.MaxValue : ofLarge / (ofSmall > Floor ? ofSmall : Floor);
    }

    /// <summary>The processor time of one run.</summary>
    /// <param name="work">What is run.</param>
    /// <param name="quiet">Whether without garbage collection, where the memory suffices; preparing that takes some time itself.</param>
    public static TimeSpan Of(Action work, bool quiet)
    {
        quiet = quiet && GC.TryStartNoGCRegion(WithoutCollection);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        work();
        TimeSpan taken = Environment.CpuUsage.TotalTime - before;
        if (quiet && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            GC.EndNoGCRegion();
        }

        return taken;
    }
}
