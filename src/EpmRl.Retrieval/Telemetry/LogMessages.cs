using Microsoft.Extensions.Logging;

namespace EpmRl.Retrieval.Telemetry;

/// <summary>Every log event of the engine; docs/operations.md explains them.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Information,
        "Opened version {Version} of index {Index}: taxonomy {TaxonomyVersion}, encoder {ModelId} {Precision}, {Vectors} vectors.",
        EventName = "IndexOpened")]
    public static partial void IndexOpened(
        this ILogger logger, string version, string index, string taxonomyVersion, string modelId, string precision, long vectors);

    [LoggerMessage(2, LogLevel.Information, "Version {Version} of index {Index} replaces {Previous}.", EventName = "IndexSwapped")]
    public static partial void IndexSwapped(this ILogger logger, string version, string index, string previous);

    [LoggerMessage(3, LogLevel.Warning, "Index {Index} keeps serving version {Version}: {Problem}", EventName = "IndexNotSwapped")]
    public static partial void IndexNotSwapped(this ILogger logger, string index, string version, string problem);

    [LoggerMessage(4, LogLevel.Warning, "The index is not available at start; requests fail until it is: {Problem}",
        EventName = "IndexUnavailableAtStart")]
    public static partial void IndexUnavailableAtStart(this ILogger logger, string problem);
}
