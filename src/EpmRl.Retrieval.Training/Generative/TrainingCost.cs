using System.Diagnostics;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>What a run has spent, by part. Times of a resumed run add up.</summary>
internal sealed class TrainingCost
{
    private readonly SortedDictionary<string, PartCost> parts = new(StringComparer.Ordinal);

    /// <summary>Tokens and seconds of each part.</summary>
    public IReadOnlyDictionary<string, PartCost> Parts => parts;

    /// <summary>The process's highest memory so far, in bytes.</summary>
    public static long PeakBytes => Process.GetCurrentProcess().PeakWorkingSet64;

    /// <summary>Takes over what an interrupted run had spent.</summary>
    public void Resume(IReadOnlyDictionary<string, PartCost> before)
    {
        parts.Clear();
        foreach ((string name, PartCost cost) in before)
        {
            parts.Add(name, cost);
        }
    }

    /// <summary>Runs a part of the work and counts its time.</summary>
    /// <param name="part">Its name.</param>
    /// <param name="tokens">The tokens that its result took.</param>
    /// <param name="work">The work.</param>
    public T Spend<T>(string part, Func<T, long> tokens, Func<T> work)
    {
        long started = Stopwatch.GetTimestamp();
        T result = work();
        PartCost before = parts.GetValueOrDefault(part);
        parts[part] = new PartCost(
            before.Tokens + tokens(result), before.Seconds + Stopwatch.GetElapsedTime(started).TotalSeconds);
        return result;
    }

    /// <summary>One line: tokens, seconds and rate of each part, and memory.</summary>
    public override string ToString() => string.Join("; ", parts.Select(part => FormattableString.Invariant(
        $"{part.Key} {part.Value.Seconds:0} s, {part.Value.Tokens:N0} tokens, {part.Value.Rate:0} a second")))
        + FormattableString.Invariant($"; {PeakBytes / 1048576.0:N0} MiB at most");
}
