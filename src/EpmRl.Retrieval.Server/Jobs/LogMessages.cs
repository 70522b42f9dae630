namespace EpmRl.Retrieval.Server.Jobs;

/// <summary>Log events of jobs; none holds listing text.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(200, LogLevel.Information, "Job {Job} of catalogue {Catalog}: {State}.", EventName = "JobState")]
    public static partial void JobMoved(this ILogger logger, string job, string catalog, JobState state);

    [LoggerMessage(201, LogLevel.Error, "Job {Job} failed at chunk {Chunk}.", EventName = "JobFailed")]
    public static partial void JobFailed(this ILogger logger, string job, int chunk);

    [LoggerMessage(202, LogLevel.Warning, "Chunk {Chunk} of job {Job} will be tried again: {Kind}: {Reason}", EventName = "ChunkFailed")]
    public static partial void ChunkFailed(this ILogger logger, string job, int chunk, string kind, string reason);

    [LoggerMessage(203, LogLevel.Warning, "Jobs wait and will be tried again: {Kind}: {Reason}", EventName = "JobsWait")]
    public static partial void JobsWait(this ILogger logger, string kind, string reason);

    [LoggerMessage(204, LogLevel.Warning, "Webhook of job {Job}, call {Attempt}: {Outcome}.", EventName = "WebhookFailed")]
    public static partial void WebhookFailed(this ILogger logger, string job, int attempt, string outcome);

    [LoggerMessage(205, LogLevel.Information, "Files of {Count} jobs were deleted: they were older than {Age}.",
        EventName = "JobFilesDeleted")]
    public static partial void FilesDeleted(this ILogger logger, int count, TimeSpan age);

    [LoggerMessage(206, LogLevel.Information, "Another server of the data folder hands out the jobs; this one stands by.",
        EventName = "JobsStandBy")]
    public static partial void StandBy(this ILogger logger);

    [LoggerMessage(207, LogLevel.Warning, "NATS: {Kind}: {Reason}", EventName = "NatsTrouble")]
    public static partial void NatsTrouble(this ILogger logger, string kind, string reason);
}
