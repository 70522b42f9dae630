using System.Diagnostics.Metrics;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Telemetry;

namespace EpmRl.Retrieval.Server.Telemetry;

/// <summary>The metrics of the service, beside those of the engine; docs/operations.md explains them.</summary>
internal static class ServerTelemetry
{
    private static readonly Meter Meter = new(Name);

    /// <summary>Name of the meter.</summary>
    public const string Name = RetrievalTelemetry.Name + ".Server";

    /// <summary>Time that texts wait for the encoder.</summary>
    public static Histogram<double> QueueDuration { get; } = Meter.CreateHistogram(
        "epmrl.queue.duration", "s", "Time that texts wait for the encoder.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries =
            [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30] });

    /// <summary>Estimated tokens encoded together.</summary>
    public static Histogram<int> BatchTokens { get; } = Meter.CreateHistogram(
        "epmrl.batch.tokens", "{token}", "Estimated tokens encoded together.",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [16, 64, 128, 256, 512, 1024, 2048, 4096, 8192] });

    /// <summary>Calls refused because the queue was full.</summary>
    public static Counter<long> Refused { get; } = Meter.CreateCounter<long>(
        "epmrl.queue.refused", "{call}", "Calls refused because the queue was full.");

    /// <summary>Attributes decided, by status; the attribute is not a label.</summary>
    public static Counter<long> Answers { get; } = Meter.CreateCounter<long>(
        "epmrl.answers", "{answer}", "Attributes decided, by status: value, no_value or needs_review.");

    /// <summary>Counts the attributes of results.</summary>
    public static void Count(IReadOnlyList<TagResult> results)
    {
        foreach (IGrouping<AnswerStatus, AttributeAnswer> group in results.SelectMany(result => result.Attributes)
            .GroupBy(answer => answer.Status))
        {
            Answers.Add(group.Count(), new KeyValuePair<string, object?>("epmrl.status", TagResultJson.NameOf(group.Key)));
        }
    }

    /// <summary>Measures a queue while it lives.</summary>
    public static void Observe(Func<int> queuedTokens) => _ = Meter.CreateObservableGauge(
        "epmrl.queue.size", queuedTokens, "{token}", "Estimated tokens that wait for the encoder.");
}
