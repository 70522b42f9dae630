using System.Diagnostics.Metrics;
using EpmRl.Retrieval.Telemetry;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>The metrics of calls to Qdrant; docs/operations.md lists them.</summary>
internal static class QdrantMetrics
{
    public const string OperationLabel = "epmrl.operation";

    public static readonly Histogram<double> CallDuration =
        RetrievalTelemetry.Duration("epmrl.qdrant.call.duration", "Duration of one attempt of a call.");
    public static readonly Counter<long> Retries =
        RetrievalTelemetry.Meter.CreateCounter<long>("epmrl.qdrant.retries", "{retry}", "Calls sent again.");

    /// <summary>The label of a call: its service and method, never its object.</summary>
    public static KeyValuePair<string, object?> LabelOf(QdrantCall call) => new(OperationLabel, call.Operation);
}
