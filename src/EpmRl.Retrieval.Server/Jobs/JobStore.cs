using EpmRl.Retrieval.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace EpmRl.Retrieval.Server.Jobs;

/// <summary>
/// The jobs of the database. Every change is one statement that states what it expects, so that server and workers need no transactions:
/// who comes too late changes nothing.
/// </summary>
internal sealed class JobStore(IDbContextFactory<ServerDatabase> databases, TimeProvider time)
{
    private static readonly TimeSpan RateWindow = TimeSpan.FromMinutes(1);

    /// <summary>Now, as the database states times.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A new id; later ones are greater.</summary>
    public string NewId() => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    /// <summary>Adds a job.</summary>
    /// <returns>False when another job of the catalogue has its idempotency key.</returns>
    public async Task<bool> AddAsync(JobRow job, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        database.Add(job);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException)
        {
            if (job.IdempotencyKey is { } key && await FindByKeyAsync(job.Catalog, key, cancellationToken) is not null)
            {
                return false;
            }

            throw;
        }
    }

    /// <summary>A job; null when there is none.</summary>
    public async Task<JobRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Set<JobRow>().AsNoTracking().FirstOrDefaultAsync(job => job.Id == id, cancellationToken);
    }

    /// <summary>The job that an idempotency key made; null when there is none.</summary>
    public async Task<JobRow?> FindByKeyAsync(string catalog, string key, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Set<JobRow>().AsNoTracking()
            .FirstOrDefaultAsync(job => job.Catalog == catalog && job.IdempotencyKey == key, cancellationToken);
    }

    /// <summary>Jobs of a catalogue, newest first.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="state">Only those of a state; null for all.</param>
    /// <param name="before">Only those with a smaller id; null for all.</param>
    /// <param name="limit">Most jobs.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<List<JobRow>> ListAsync(
        string catalog, JobState? state, string? before, int limit, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        IQueryable<JobRow> jobs = database.Set<JobRow>().AsNoTracking().Where(job => job.Catalog == catalog);
        if (state is not null)
        {
            jobs = jobs.Where(job => job.State == state);
        }

        if (before is not null)
        {
#pragma warning disable RS0030 // becomes SQL; ids are hexadecimal digits, which every collation orders alike
            jobs = jobs.Where(job => string.Compare(job.Id, before) < 0);
#pragma warning restore RS0030
        }

        return await jobs.OrderByDescending(job => job.Id).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>Jobs in some states, oldest first.</summary>
    public async Task<List<JobRow>> InStatesAsync(JobState[] states, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Set<JobRow>().AsNoTracking().Where(job => states.Contains(job.State)).OrderBy(job => job.Id)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Moves a job to another state.</summary>
    /// <param name="id">The job.</param>
    /// <param name="from">States that it may have.</param>
    /// <param name="to">The new one.</param>
    /// <param name="error">Why it failed; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether it had one of the states.</returns>
    public async Task<bool> MoveAsync(
        string id, JobState[] from, JobState to, string? error = null, CancellationToken cancellationToken = default)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        IQueryable<JobRow> job = database.Set<JobRow>().Where(job => job.Id == id && from.Contains(job.State));
        long? now = Now;
        return await (to is JobState.Completed or JobState.Failed or JobState.Cancelled
            ? job.ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, to).SetProperty(row => row.Error, error).SetProperty(row => row.Finished, now)
                    .SetProperty(row => row.WebhookDue, now),
                cancellationToken)
            : job.ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, to).SetProperty(row => row.Epoch, row => row.Epoch + 1)
                    .SetProperty(row => row.Error, (string?)null).SetProperty(row => row.Finished, (long?)null)
                    .SetProperty(row => row.WebhookDue, (long?)null).SetProperty(row => row.WebhookAttempts, 0),
                cancellationToken)) > 0;
    }

    /// <summary>Records the number of rows: the job runs from now on.</summary>
    public async Task CountedAsync(string id, long rows, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        long? now = Now;
        await database.Set<JobRow>().Where(job => job.Id == id && job.State == JobState.Preparing).ExecuteUpdateAsync(
            set => set.SetProperty(job => job.Rows, rows).SetProperty(job => job.Started, now)
                .SetProperty(job => job.State, JobState.Running),
            cancellationToken);
    }

    /// <summary>Records that a chunk is begun.</summary>
    /// <returns>How often it was begun, this time included.</returns>
    public async Task<int> BeginChunkAsync(string job, int number, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO job_chunks ("JobId", "Number", "Attempts", "Results", "Errors", "Versions") VALUES ({job}, {number}, 1, 0, 0, '')
            ON CONFLICT ("JobId", "Number") DO UPDATE SET "Attempts" = job_chunks."Attempts" + 1
            """,
            cancellationToken);
        return await database.Set<ChunkRow>().Where(chunk => chunk.JobId == job && chunk.Number == number)
            .Select(chunk => chunk.Attempts).SingleAsync(cancellationToken);
    }

    /// <summary>Takes back that a chunk was begun: it was not its fault that it ended.</summary>
    public async Task AbandonChunkAsync(string job, int number, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Set<ChunkRow>().Where(chunk => chunk.JobId == job && chunk.Number == number && chunk.Attempts > 0)
            .ExecuteUpdateAsync(set => set.SetProperty(chunk => chunk.Attempts, chunk => chunk.Attempts - 1), cancellationToken);
    }

    /// <summary>Records that a chunk is done; who comes second changes nothing.</summary>
    public async Task ChunkDoneAsync(string job, int number, ChunkCounts counts, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO job_chunks ("JobId", "Number", "Attempts", "Results", "Errors", "Versions") VALUES ({job}, {number}, 0, 0, 0, '')
            ON CONFLICT ("JobId", "Number") DO NOTHING
            """,
            cancellationToken);
        long? now = Now;
        await database.Set<ChunkRow>().Where(chunk => chunk.JobId == job && chunk.Number == number && chunk.Done == null)
            .ExecuteUpdateAsync(
                set => set.SetProperty(chunk => chunk.Done, now).SetProperty(chunk => chunk.Results, counts.Results)
                    .SetProperty(chunk => chunk.Errors, counts.Errors).SetProperty(chunk => chunk.Versions, counts.Version),
                cancellationToken);
    }

    /// <summary>Lets every chunk that is not done be begun as often as a new one.</summary>
    public async Task ForgetAttemptsAsync(string job, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Set<ChunkRow>().Where(chunk => chunk.JobId == job && chunk.Done == null)
            .ExecuteUpdateAsync(set => set.SetProperty(chunk => chunk.Attempts, 0), cancellationToken);
    }

    /// <summary>Records that the files of chunks are gone: they are done again.</summary>
    public async Task ChunksLostAsync(string job, IReadOnlyCollection<int> numbers, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        foreach (int[] part in numbers.Chunk(1000))
        {
            await database.Set<ChunkRow>().Where(chunk => chunk.JobId == job && part.Contains(chunk.Number))
                .ExecuteUpdateAsync(set => set.SetProperty(chunk => chunk.Done, (long?)null), cancellationToken);
        }
    }

    /// <summary>Numbers of the chunks that are done.</summary>
    /// <param name="job">The job.</param>
    /// <param name="among">Only these; null for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<List<int>> DoneChunksAsync(string job, IReadOnlyCollection<int>? among, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        IQueryable<ChunkRow> chunks = database.Set<ChunkRow>().Where(chunk => chunk.JobId == job && chunk.Done != null);
        if (among is not null)
        {
            chunks = chunks.Where(chunk => among.Contains(chunk.Number));
        }

        return await chunks.Select(chunk => chunk.Number).ToListAsync(cancellationToken);
    }

    /// <summary>How far jobs are, by id; jobs without a chunk that is done are missing.</summary>
    public async Task<Dictionary<string, JobProgress>> ProgressAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        IQueryable<ChunkRow> done = database.Set<ChunkRow>().Where(chunk => jobs.Contains(chunk.JobId) && chunk.Done != null);
        long recent = Now - (long)RateWindow.TotalMilliseconds;
        var counts = await done.GroupBy(chunk => chunk.JobId).Select(group => new
        {
            group.Key,
            Chunks = group.Count(),
            Results = group.Sum(chunk => (long)chunk.Results),
            Errors = group.Sum(chunk => (long)chunk.Errors),
            Recent = group.Sum(chunk => chunk.Done >= recent ? (long)(chunk.Results + chunk.Errors) : 0),
        }).ToListAsync(cancellationToken);
        var versions = await done.Where(chunk => chunk.Versions != "").Select(chunk => new { chunk.JobId, chunk.Versions }).Distinct()
            .ToListAsync(cancellationToken);
        ILookup<string, string> versionsOf = versions.ToLookup(row => row.JobId, row => row.Versions, StringComparer.Ordinal);
        return counts.ToDictionary(
            row => row.Key,
            row => new JobProgress(row.Chunks, row.Results, row.Errors, row.Recent, [.. versionsOf[row.Key].Order(StringComparer.Ordinal)]),
            StringComparer.Ordinal);
    }

    /// <summary>Seconds in which <see cref="JobProgress.RecentRows"/> were done.</summary>
    public double RecentSeconds(JobRow job) =>
        Math.Clamp((Now - (job.Started ?? Now)) / 1000.0, 0.001, RateWindow.TotalSeconds);

    /// <summary>Removes a job and its chunks.</summary>
    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Set<JobRow>().Where(job => job.Id == id).ExecuteDeleteAsync(cancellationToken);
        await database.Set<ChunkRow>().Where(chunk => chunk.JobId == id).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Jobs that ended before a time and still have files.</summary>
    public async Task<List<string>> EndedBeforeAsync(long when, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Set<JobRow>().Where(job => job.Finished < when && !job.FilesDeleted).Select(job => job.Id)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Records that the files of a job were deleted.</summary>
    public async Task FilesDeletedAsync(string id, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Set<JobRow>().Where(job => job.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(job => job.FilesDeleted, true), cancellationToken);
    }

    /// <summary>Jobs whose webhook is due.</summary>
    public async Task<List<JobRow>> WebhooksDueAsync(CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        long now = Now;
        return await database.Set<JobRow>().AsNoTracking().Where(job => job.WebhookDue <= now).OrderBy(job => job.WebhookDue).Take(100)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Records a call of a webhook.</summary>
    /// <param name="id">The job.</param>
    /// <param name="attempts">Calls so far.</param>
    /// <param name="due">The next one; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task WebhookCalledAsync(string id, int attempts, long? due, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Set<JobRow>().Where(job => job.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(job => job.WebhookAttempts, attempts).SetProperty(job => job.WebhookDue, due), cancellationToken);
    }
}

/// <summary>What a chunk holds.</summary>
/// <param name="Results">Listings with a result.</param>
/// <param name="Errors">Bad rows.</param>
/// <param name="Version">Version of the taxonomy; empty without a result.</param>
internal sealed record ChunkCounts(int Results, int Errors, string Version);

/// <summary>How far a job is.</summary>
/// <param name="Chunks">Chunks that are done.</param>
/// <param name="Results">Listings with a result.</param>
/// <param name="Errors">Bad rows.</param>
/// <param name="RecentRows">Rows done within the last minute.</param>
/// <param name="Versions">Versions of the taxonomy that results are of.</param>
internal sealed record JobProgress(int Chunks, long Results, long Errors, long RecentRows, IReadOnlyList<string> Versions)
{
    /// <summary>Nothing is done.</summary>
    public static readonly JobProgress None = new(0, 0, 0, 0, []);
}
