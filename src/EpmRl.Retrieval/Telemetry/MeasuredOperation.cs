using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace EpmRl.Retrieval.Telemetry;

/// <summary>One operation as an activity and as an entry in a histogram of durations, with the type of its error if it failed.</summary>
internal sealed class MeasuredOperation : IDisposable
{
    private readonly Histogram<double> duration;
    private readonly KeyValuePair<string, object?>? label;
    private readonly long started = Stopwatch.GetTimestamp();
    private string? error;

    private MeasuredOperation(Activity? activity, Histogram<double> duration, KeyValuePair<string, object?>? label)
    {
        Activity = activity;
        this.duration = duration;
        this.label = label;
    }

    /// <summary>The activity; null when nobody listens.</summary>
    public Activity? Activity { get; }

    /// <summary>Starts an operation; it ends when it is disposed.</summary>
    /// <param name="activity">Name of its activity.</param>
    /// <param name="duration">Takes its duration in seconds.</param>
    /// <param name="label">A further label of few values; null for none.</param>
    public static MeasuredOperation Start(string activity, Histogram<double> duration, KeyValuePair<string, object?>? label = null)
    {
        Activity? started = RetrievalTelemetry.Activities.StartActivity(activity);
        if (label is { } tag)
        {
            started?.SetTag(tag.Key, tag.Value);
        }

        return new MeasuredOperation(started, duration, label);
    }

    /// <summary>Records the failure; for the filter of a catch block.</summary>
    /// <param name="failed">The exception.</param>
    /// <param name="kind">Its kind for the label; null for the type's name.</param>
    /// <returns>False, so that the exception is not caught.</returns>
    public bool Failed(Exception failed, string? kind = null)
    {
        error = kind ?? failed.GetType().FullName;
        Activity?.SetTag(RetrievalTelemetry.ErrorLabel, error);
        Activity?.SetStatus(ActivityStatusCode.Error, failed.Message);
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (duration.Enabled)
        {
            var labels = new TagList();
            if (label is { } tag)
            {
                labels.Add(tag);
            }

            if (error is not null)
            {
                labels.Add(RetrievalTelemetry.ErrorLabel, error);
            }

            duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, labels);
        }

        Activity?.Dispose();
    }
}
