using System.Diagnostics;
using System.Globalization;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>Says from time to time how far a run is, what it showed since, and what it has spent.</summary>
/// <param name="total">All steps.</param>
/// <param name="before">Steps taken by an interrupted run.</param>
/// <param name="say">Receives the lines.</param>
/// <param name="pause">Time between two.</param>
internal sealed class StepLine(int total, int before, Action<string> say, TimeSpan pause)
{
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly List<GenerativePoint> since = [];
    private long said = Stopwatch.GetTimestamp();

    /// <summary>Counts a step.</summary>
    public void Add(GenerativePoint point, TrainingCost cost)
    {
        since.Add(point);
        if (Stopwatch.GetElapsedTime(said) < pause && point.Step < total)
        {
            return;
        }

        said = Stopwatch.GetTimestamp();
        double perStep = Stopwatch.GetElapsedTime(started).TotalMinutes / (point.Step - before);
        string rewards = point.Reward is null ? "" : string.Create(CultureInfo.InvariantCulture,
            $", reward {Mean(one => one.Reward):0.000}, right {Mean(one => one.Right):P1}, in form {Mean(one => one.Parsed):P1}, flat "
                + $"{Mean(one => one.Flat):P0}, drift {Mean(one => one.Drift):0.0000}");
        say(string.Create(CultureInfo.InvariantCulture,
            $"Step {point.Step:N0} of {total:N0}, {(total - point.Step) * perStep:0} minutes left: loss {Mean(one => one.Loss):0.0000}"
                + $"{rewards}, {Mean(one => one.Tokens):0} tokens an answer. Spent: {cost}."));
        since.Clear();
    }

    private double Mean(Func<GenerativePoint, double?> of) => since.Average(point => of(point) ?? 0);
}
