using Microsoft.Extensions.Logging;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Every log event of the Qdrant adapter; docs/operations.md explains them.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(20, LogLevel.Warning, "{Problem}", EventName = "KeyUnencrypted")]
    public static partial void KeyUnencrypted(this ILogger logger, string problem);
}
