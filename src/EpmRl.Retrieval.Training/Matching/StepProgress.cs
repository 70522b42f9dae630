using System.Diagnostics;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>Says from time to time how far a stage is: share, rate, remaining time and mean loss.</summary>
/// <param name="what">What is counted.</param>
/// <param name="total">How many there are.</param>
/// <param name="say">Receives the lines.</param>
/// <param name="pause">Time between two lines.</param>
internal sealed class StepProgress(string what, long total, Action<string> say, TimeSpan pause)
{
    private const double Memory = 0.98; // of the mean of the loss

    private readonly long started = Stopwatch.GetTimestamp();
    private long said = Stopwatch.GetTimestamp();
    private long done;

    /// <summary>A moving mean of the loss.</summary>
    public double Loss { get; private set; } = double.NaN;

    /// <summary>Counts a step.</summary>
    public void Add(int count, double loss)
    {
        done += count;
        Loss = double.IsNaN(Loss) ? loss : (Memory * Loss) + ((1 - Memory) * loss);
        if (Stopwatch.GetElapsedTime(said) < pause)
        {
            return;
        }

        said = Stopwatch.GetTimestamp();
        double rate = done / Stopwatch.GetElapsedTime(started).TotalSeconds;
        say(FormattableString.Invariant(
            $"{done:N0} of {total:N0} {what}, {rate:0} a second, {(total - done) / rate / 60:0} minutes left, loss {Loss:0.000}."));
    }
}
