using System.Collections.Concurrent;
using System.Globalization;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Storage;
using Microsoft.Extensions.Hosting;

namespace EpmRl.Retrieval.Server.Jobs;

/// <summary>
/// Takes jobs from their first state to their last: counts rows, hands out chunks, puts the result together; then calls webhooks and
/// deletes old files. All it knows is in the database and in files, so that it resumes after a crash where it was. One server of a data
/// folder does this; others stand by.
/// </summary>
internal sealed class JobCoordinator(
    JobStore store, JobFiles files, JobResult results, IChunkQueue queue, JobSignal signal, JobWebhooks webhooks, JobRetention retention,
    EngineHost engines, TimeProvider time, ILogger<JobCoordinator> logger) : BackgroundService
{
    private const int CheckRows = 10_000; // rows counted between two looks at the job's state
    private static readonly JobState[] Active = [JobState.Queued, JobState.Preparing, JobState.Running];
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Handout> running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> longSteps = new(StringComparer.Ordinal); // counting and putting together, by job

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            using ExclusiveLock held = await LeadAsync(stoppingToken);
            await Task.WhenAll(HandOutAsync(stoppingToken), webhooks.RunAsync(stoppingToken), retention.RunAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            await Task.WhenAll(longSteps.Values);
        }
    }

    private async Task<ExclusiveLock> LeadAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(files.Root);
        string path = Path.Combine(files.Root, ".coordinator.lock");
        for (bool told = false; ; told = true)
        {
            if (ExclusiveLock.TryTake(path, keeps: true) is { } held)
            {
                return held;
            }

            if (!told)
            {
                logger.StandBy();
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task HandOutAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await StepAsync(cancellationToken);
            await signal.WaitAsync(Tick, time, cancellationToken);
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!engines.IsReady)
            {
                return;
            }

            List<JobRow> jobs = await store.InStatesAsync(Active, cancellationToken);
            foreach (string gone in running.Keys.Except(jobs.Where(job => job.State == JobState.Running).Select(job => job.Id)).ToArray())
            {
                running.TryRemove(gone, out _);
            }

            foreach (string done in longSteps.Where(step => step.Value.IsCompleted).Select(step => step.Key).ToArray())
            {
                longSteps.Remove(done);
            }

            foreach (JobRow job in jobs)
            {
                if (longSteps.ContainsKey(job.Id))
                {
                    continue;
                }

                if (job.State != JobState.Running)
                {
                    Begin(job, CountAsync, cancellationToken);
                }
                else if (await HandOutAsync(job, cancellationToken))
                {
                    Begin(job, CompleteAsync, cancellationToken);
                }
            }
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            logger.JobsWait(failure.GetType().Name, ReasonOf(failure));
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    // A long step of one job runs beside the handing out of others; two at a time.
    private void Begin(JobRow job, Func<JobRow, CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        if (longSteps.Count < 2)
        {
            longSteps[job.Id] = Task.Run(() => GuardAsync(job, step, cancellationToken), CancellationToken.None);
        }
    }

    private async Task GuardAsync(JobRow job, Func<JobRow, CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        try
        {
            await step(job, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception failure) when (failure is RetrievalException or InvalidDataException && !ChunkWorker.IsTransient(failure))
        {
            await TryMoveAsync(job, failure.Message);
        }
        catch (Exception failure)
        {
            logger.JobsWait(failure.GetType().Name, ReasonOf(failure));
            await Task.Delay(Pause, time, CancellationToken.None); // and the next step tries again
        }

        signal.Set();
    }

    private async Task TryMoveAsync(JobRow job, string error)
    {
        try
        {
            await store.MoveAsync(job.Id, Active, JobState.Failed, error);
            logger.JobMoved(job.Id, job.Catalog, JobState.Failed);
        }
        catch (Exception failure)
        {
            logger.JobsWait(failure.GetType().Name, ReasonOf(failure));
        }
    }

    private async Task CountAsync(JobRow job, CancellationToken cancellationToken)
    {
        if (job.State == JobState.Queued && !await store.MoveAsync(
            job.Id, [JobState.Queued], JobState.Preparing, cancellationToken: cancellationToken))
        {
            return;
        }

        logger.JobMoved(job.Id, job.Catalog, JobState.Preparing);
        JobSettings settings = JobSettings.Parse(job.Settings);
        using EngineLease lease = engines.Acquire();
        using IndexLease index = await lease.Catalog(job.Catalog).Indexes.AcquireAsync(cancellationToken);
        await using ProductReader reader = files.OpenInput(job.Id, settings, index.Index.Taxonomy);
        long rows = 0;
        await foreach (CatalogRow _ in reader.ReadAsync(cancellationToken))
        {
            if (++rows % CheckRows == 0
                && await store.FindAsync(job.Id, cancellationToken) is not { State: JobState.Preparing })
            {
                return; // paused, cancelled or deleted
            }
        }

        await store.CountedAsync(job.Id, rows, cancellationToken);
        logger.JobMoved(job.Id, job.Catalog, JobState.Running);
    }

    /// <returns>Whether every chunk is done.</returns>
    private async Task<bool> HandOutAsync(JobRow job, CancellationToken cancellationToken)
    {
        int chunks = job.Chunks ?? 0;
        if (!running.TryGetValue(job.Id, out Handout? handout) || handout.Epoch != job.Epoch)
        {
            files.Create(job.Id); // a restored job may have no folder of chunks
            handout = new Handout(job.Epoch, [.. await store.DoneChunksAsync(job.Id, null, cancellationToken)]);
            running[job.Id] = handout;
        }

        if (handout.Offered.Count > 0)
        {
            foreach (int done in await store.DoneChunksAsync(job.Id, handout.Offered.Keys, cancellationToken))
            {
                handout.Done.Add(done);
                handout.Offered.Remove(done);
            }
        }

        foreach ((int number, (int attempt, long at)) in handout.Offered.ToArray())
        {
            if (queue.Again != Timeout.InfiniteTimeSpan && time.GetElapsedTime(at) > queue.Again)
            {
                await OfferAsync(job, handout, number, attempt + 1, cancellationToken);
            }
        }

        for (; handout.Next < chunks && handout.Offered.Count < queue.Ahead; handout.Next++)
        {
            if (!handout.Done.Contains(handout.Next))
            {
                await OfferAsync(job, handout, handout.Next, 0, cancellationToken);
            }
        }

        return handout.Done.Count >= chunks;
    }

    private async Task OfferAsync(JobRow job, Handout handout, int number, int attempt, CancellationToken cancellationToken)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{job.Id}/{number}/{job.Epoch}/{attempt}");
        await queue.OfferAsync(new ChunkTask(job.Id, number), name, cancellationToken);
        handout.Offered[number] = (attempt, time.GetTimestamp());
    }

    private async Task CompleteAsync(JobRow job, CancellationToken cancellationToken)
    {
        if (await results.WriteAsync(job, cancellationToken) is { Count: > 0 } missing)
        {
            await store.ChunksLostAsync(job.Id, missing, cancellationToken);
            running.TryRemove(job.Id, out _);
            return;
        }

        if (await store.MoveAsync(job.Id, [JobState.Running], JobState.Completed, cancellationToken: cancellationToken))
        {
            logger.JobMoved(job.Id, job.Catalog, JobState.Completed);
        }

        files.DeleteChunks(job.Id);
    }

    private static string ReasonOf(Exception failure) => failure.GetBaseException().Message;

    // What was handed out of a job; forgotten with the process, and then handed out again.
    private sealed class Handout(int epoch, HashSet<int> done)
    {
        public int Epoch { get; } = epoch;

        public HashSet<int> Done { get; } = done;

        public Dictionary<int, (int Attempt, long At)> Offered { get; } = [];

        public int Next { get; set; }
    }
}

/// <summary>Does chunks in this process, two at a time: while one is read or written, the other is encoded.</summary>
internal sealed class LocalWorkers(
    LocalChunks chunks, JobSignal signal, IServiceProvider services) : BackgroundService
{
    private const int Workers = 2;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(() => RunAsync(stoppingToken), CancellationToken.None)));

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var worker = ActivatorUtilities.CreateInstance<ChunkWorker>(services);
        try
        {
            await foreach (ChunkTask task in chunks.TakeAsync(cancellationToken))
            {
                await worker.WorkAsync(task, cancellationToken);
                signal.Set();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }
}
