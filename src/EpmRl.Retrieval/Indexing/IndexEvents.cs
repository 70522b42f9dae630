using EpmRl.Retrieval.Telemetry;
using Microsoft.Extensions.Logging;

namespace EpmRl.Retrieval.Indexing;

/// <summary>Logs and counts events of the version being served, the same for every backend.</summary>
internal static class IndexEvents
{
    /// <summary>A version was opened and replaces the previously served one, if any.</summary>
    public static void Opened(ILogger logger, string backend, string name, IndexManifest manifest, string? previous)
    {
        var label = new KeyValuePair<string, object?>(RetrievalTelemetry.BackendLabel, backend);
        RetrievalTelemetry.IndexesOpened.Add(1, label);
        logger.IndexOpened(manifest.Version, name, manifest.TaxonomyVersion, manifest.ModelId, manifest.Precision, manifest.Vectors);
        if (previous is not null)
        {
            RetrievalTelemetry.IndexSwaps.Add(1, label);
            logger.IndexSwapped(manifest.Version, name, previous);
        }
    }

    /// <summary>A version could not be opened; the previously served one, if any, stays.</summary>
    public static void Failed(ILogger logger, string backend, string name, string? served, Exception failed)
    {
        RetrievalTelemetry.IndexOpenFailures.Add(
            1, new(RetrievalTelemetry.BackendLabel, backend), new(RetrievalTelemetry.ErrorLabel, failed.GetType().FullName));
        if (served is not null)
        {
            logger.IndexNotSwapped(name, served, failed.Message);
        }
    }
}
