using EpmRl.Retrieval.Server.Hosting;

namespace EpmRl.Retrieval.Server.Jobs;

/// <summary>Deletes uploads and results that are older than the configuration allows; the job itself stays in the list, without
/// texts.</summary>
internal sealed class JobRetention(JobStore store, JobFiles files, ServerOptions options, TimeProvider time, ILogger<JobRetention> logger)
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1); // an upload whose process was killed leaves a folder without a job

    /// <summary>Deletes until it is stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await DeleteAsync(cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                logger.JobsWait(failure.GetType().Name, failure.GetBaseException().Message);
            }

            await Task.Delay(Look, time, cancellationToken);
        }
    }

    /// <summary>Deletes what is too old now.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset cutOff = time.GetUtcNow() - options.Jobs.Retention;
        long oldest = cutOff.ToUnixTimeMilliseconds();
        foreach (JobRow forgotten in await store.InStatesAsync([JobState.Paused], cancellationToken))
        {
            if (forgotten.Created < oldest)
            {
                await store.MoveAsync(
                    forgotten.Id, [JobState.Paused], JobState.Cancelled, "It was paused for longer than files are kept.",
                        cancellationToken);
                files.Delete(forgotten.Id);
                await store.FilesDeletedAsync(forgotten.Id, cancellationToken);
            }
        }

        int count = 0;
        foreach (string job in await store.EndedBeforeAsync(oldest, cancellationToken))
        {
            if (files.Delete(job))
            {
                await store.FilesDeletedAsync(job, cancellationToken);
                count++;
            }
        }

        foreach ((string id, DateTime written) in files.Folders())
        {
            if (written < (time.GetUtcNow() - Abandoned).UtcDateTime && await store.FindAsync(id, cancellationToken) is null)
            {
                files.Delete(id);
            }
        }

        if (count > 0)
        {
            logger.FilesDeleted(count, options.Jobs.Retention);
        }
    }
}
