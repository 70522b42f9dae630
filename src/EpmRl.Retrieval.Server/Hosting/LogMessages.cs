namespace EpmRl.Retrieval.Server.Hosting;

/// <summary>Log events of the service; docs/operations.md explains them.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(100, LogLevel.Information, "Serving model {ModelId} {Precision} on {Device}; catalogues: {Catalogs}.",
        EventName = "EngineOpened")]
    public static partial void EngineOpened(this ILogger logger, string modelId, string precision, string device, string catalogs);

    [LoggerMessage(101, LogLevel.Warning, "{Reason}", EventName = "EngineDeviceFallback")]
    public static partial void DeviceFallback(this ILogger logger, string reason);

    [LoggerMessage(102, LogLevel.Error, "Request {RequestId} failed: {Reason}", EventName = "RequestFailed")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string requestId, string reason);

    [LoggerMessage(103, LogLevel.Error, "The engine could not be opened: {Reason}", EventName = "EngineNotOpened")]
    public static partial void EngineNotOpened(this ILogger logger, string reason);

    [LoggerMessage(110, LogLevel.Information,
        "Reindexed {Catalog}: version {Version} of taxonomy {TaxonomyVersion} is served; encoded {Encoded} of {Prompts} prompts.",
        EventName = "Reindexed")]
    public static partial void Reindexed(
        this ILogger logger, string catalog, string version, string taxonomyVersion, long encoded, long prompts);

    [LoggerMessage(111, LogLevel.Error, "The reindex of {Catalog} failed; the version before is served: {Reason}",
        EventName = "ReindexFailed")]
    public static partial void ReindexFailed(this ILogger logger, string catalog, string reason);

    [LoggerMessage(112, LogLevel.Warning, "The keys could not be read or noted; those read before count: {Reason}",
        EventName = "KeysNotRead")]
    public static partial void KeysNotRead(this ILogger logger, string reason);
}
