using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Server.Security;
using Microsoft.Net.Http.Headers;

namespace EpmRl.Retrieval.Server.Jobs;

/// <summary>What callers may do with jobs; each sees only those of its catalogue.</summary>
internal sealed class JobOperations(
    JobStore store, JobFiles files, JobSignal signal, EngineHost engines, ServerOptions options, AuditLog audit,
    ILogger<JobOperations> logger)
{
    private const int PreviewRows = 20, PreviewCharacters = 500;
    private static readonly JobState[] Active = [JobState.Queued, JobState.Preparing, JobState.Running];
    private static readonly JobState[] Unfinished = [.. Active, JobState.Paused];

    /// <summary>Makes a job.</summary>
    /// <param name="context">The request with its input.</param>
    /// <param name="key">Its idempotency key; null for none.</param>
    /// <returns>The job, and whether it is new.</returns>
    public async Task<(JobInfo Job, bool IsNew)> CreateAsync(HttpContext context, string? key)
    {
        string catalog = context.CatalogName();
        string id = store.NewId();
        bool kept = false;
        try
        {
            JobSettings settings;
            string hash;
            using (EngineLease lease = engines.Acquire())
            {
                using IndexLease index = await lease.Catalog(catalog).Indexes.AcquireAsync(context.RequestAborted);
                files.Create(id);
                (settings, hash) = await JobUpload.ReceiveAsync(context, files.UploadOf(id), options.Limits);
                settings.Check(index.Index.Taxonomy, options.Jobs);
            }

            if (settings.Path is { } path)
            {
                var input = new FileInfo(files.Allowed(path));
                settings = settings with { InputBytes = input.Length, InputWritten = input.LastWriteTimeUtc.Ticks };
            }

            if (key is not null && await SameAsync(catalog, key, hash, context.RequestAborted) is { } earlier)
            {
                return (earlier, false);
            }

            var job = new JobRow
            {
                Id = id,
                Catalog = catalog,
                CreatedBy = context.User.NameOf(),
                State = JobState.Queued,
                Settings = settings.ToJson(),
                ChunkRows = options.Jobs.ChunkRows,
                IdempotencyKey = key,
                RequestHash = hash,
                Created = store.Now,
            };
            kept = true; // from here on a failure may come after the database took the job; retention deletes the folder if it did not
            if (!await store.AddAsync(job, context.RequestAborted))
            {
                kept = false;
                return (await SameAsync(catalog, key!, hash, context.RequestAborted)
                    ?? throw RequestException.Conflict("The job of this Idempotency-Key was deleted meanwhile. Try again."), false);
            }

            logger.JobMoved(id, catalog, JobState.Queued);
            signal.Set();
            return (JobInfo.Of(job, JobProgress.None, store, options.Jobs), true);
        }
        finally
        {
            if (!kept)
            {
                files.Delete(id);
            }
        }
    }

    /// <summary>Reads the first rows of an upload and forgets it.</summary>
    public async Task<JobPreview> PreviewAsync(HttpContext context)
    {
        string id = store.NewId();
        CancellationToken cancellationToken = context.RequestAborted;
        try
        {
            using EngineLease lease = engines.Acquire();
            using IndexLease index = await lease.Catalog(context.CatalogName()).Indexes.AcquireAsync(cancellationToken);
            files.Create(id);
            (JobSettings settings, _) = await JobUpload.ReceiveAsync(context, files.UploadOf(id), options.Limits);
            var preview = new JobPreview([], [], []);
            string path = settings.Path is { } named ? files.Allowed(named) : files.UploadOf(id);
            ProductReaderOptions reading = settings.ToReaderOptions(index.Index.Taxonomy) with
            {
                KeepSource = true, Note = preview.Notes.Add, MaxRowBytes = Math.Min(options.Limits.MaxLineBytes, 1 << 30),
            };
            try
            {
                await ReadAsync(path, settings, reading, preview, cancellationToken);
            }
            catch (InvalidDataException noTitle) when (noTitle.Data[TableHeader.ColumnsKey] is string[] { Length: > 0 } columns)
            {
                // Somebody wants to see the columns in order to map them: any column serves as the title.
                preview.Notes.Add(noTitle.Message);
                await ReadAsync(path, settings, reading with { Map = ColumnMap.Default with { Title = columns[0] } }, preview,
                    cancellationToken);
            }

            return preview;
        }
        finally
        {
            files.Delete(id);
        }
    }

    /// <summary>A job.</summary>
    public async Task<JobInfo> GetAsync(string id, HttpContext context) => await InfoAsync(await FindAsync(id, context), context);

    /// <summary>Stops a job.</summary>
    public Task<JobInfo> PauseAsync(string id, HttpContext context) => MoveAsync(id, context, Active, JobState.Paused);

    /// <summary>Resumes a job.</summary>
    public async Task<JobInfo> ResumeAsync(string id, HttpContext context)
    {
        JobRow job = await FindAsync(id, context);
        if (job.FilesDeleted)
        {
            throw Gone(job);
        }

        if (job.State == JobState.Failed)
        {
            await store.ForgetAttemptsAsync(id, context.RequestAborted);
        }

        return await MoveAsync(
            id, context, [JobState.Paused, JobState.Failed], job.Rows is null ? JobState.Queued : JobState.Running);
    }

    /// <summary>Ends a job; its chunks are deleted, its upload when it is old or deleted.</summary>
    public async Task<JobInfo> CancelAsync(string id, HttpContext context)
    {
        JobInfo job = await MoveAsync(id, context, Unfinished, JobState.Cancelled);
        files.DeleteChunks(id);
        return job;
    }

    /// <summary>Deletes a job and its files.</summary>
    public async Task<IResult> DeleteAsync(string id, HttpContext context)
    {
        JobRow job = await FindAsync(id, context);
        await store.MoveAsync(job.Id, Unfinished, JobState.Cancelled, cancellationToken: context.RequestAborted);
        bool deleted = files.Delete(job.Id);
        if (!deleted)
        {
            throw new RequestException(
                StatusCodes.Status409Conflict, "in_use",
                    "A chunk of the job is just being written. The job was cancelled; delete it again.");
        }

        await store.RemoveAsync(job.Id, context.RequestAborted);
        await audit.WriteAsync(context.User.NameOf(), job.Catalog, "job.delete", job.Id, null, CancellationToken.None);
        return TypedResults.NoContent();
    }

    /// <summary>The result of a job.</summary>
    public async Task<IResult> ResultAsync(string id, HttpContext context)
    {
        JobRow job = await CompletedAsync(id, context);
        JobSettings settings = JobSettings.Parse(job.Settings);
        (string type, string extension) = settings.Output switch
        {
            JobOutput.Csv => ("text/csv; charset=utf-8", ".csv"),
            JobOutput.Parquet => ("application/vnd.apache.parquet", ".parquet"),
            _ => ("application/x-ndjson", ".jsonl"),
        };
        return Download(context, files.ResultOf(id, settings.Output), type, settings, "tags" + extension);
    }

    /// <summary>The bad rows of a job.</summary>
    public async Task<IResult> ErrorsAsync(string id, HttpContext context)
    {
        JobRow job = await CompletedAsync(id, context);
        return Download(context, files.ErrorsOf(id), "application/x-ndjson", JobSettings.Parse(job.Settings), "errors.jsonl");
    }

    private static IResult Download(HttpContext context, string path, string type, JobSettings settings, string ending)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new RequestException(StatusCodes.Status410Gone, "gone", "The file was deleted from the data folder.");
        }

        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "private, no-store"; // listing texts
        return TypedResults.PhysicalFile(
            path, type, $"{FileName(settings.Name ?? settings.InputName ?? "job")}.{ending}", file.LastWriteTimeUtc,
            new EntityTagHeaderValue($"\"{file.Length:x}-{file.LastWriteTimeUtc.Ticks:x}\""), enableRangeProcessing: true);
    }

    // A name of letters and digits is a file name everywhere.
    private static string FileName(string name)
    {
        string safe = new([.. name.Select(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-').Take(80)]);
        return safe.Trim('-') is { Length: > 0 } trimmed ? trimmed : "job";
    }

    private static RequestException Gone(JobRow job) => new(
        StatusCodes.Status410Gone, "gone", $"The files of job {job.Id} were deleted because of their age. Make a new job.");

    private static async Task ReadAsync(
        string path, JobSettings settings, ProductReaderOptions reading, JobPreview preview, CancellationToken cancellationToken)
    {
        await using var reader = new ProductReader(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1), settings.InputName ?? "input", reading);
        await foreach (CatalogRow row in reader.ReadAsync(cancellationToken))
        {
            Dictionary<string, string>? cells = row.Profile is { Source: { } source } ? CellsOf(source) : CellsOf(row.Error?.Row);
            preview.Columns.AddRange((cells?.Keys ?? Enumerable.Empty<string>()).Except(preview.Columns, StringComparer.Ordinal).ToArray());
            preview.Rows.Add(new JobPreviewRow(
                row.Line, row.Profile?.Id, Cut(row.Profile?.Title), Cut(row.Profile?.Description), row.Profile?.Category, cells,
                row.Error?.Message));
            if (preview.Rows.Count == PreviewRows)
            {
                return;
            }
        }
    }

    private static Dictionary<string, string>? CellsOf(JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var cells = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty cell in row.EnumerateObject())
        {
            cells[cell.Name] = Cut(cell.Value.ToString())!;
        }

        return cells;
    }

    // A bad row of JSON still has its keys.
    private static Dictionary<string, string>? CellsOf(string? row)
    {
        try
        {
            return row?.StartsWith('{') == true ? CellsOf(JsonElement.Parse(row)) : null;
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Cut(string? text) => text is { Length: > PreviewCharacters } ? text[..PreviewCharacters] + "…" : text;

    private async Task<JobRow> CompletedAsync(string id, HttpContext context)
    {
        JobRow job = await FindAsync(id, context);
        return job switch
        {
            { FilesDeleted: true } => throw Gone(job),
            { State: JobState.Completed } => job,
            _ => throw RequestException.Conflict(
                $"Job {id} is {job.State.ToString().ToLowerInvariant()}; its files can be fetched when it is completed."),
        };
    }

    private async Task<JobInfo> MoveAsync(string id, HttpContext context, JobState[] from, JobState to)
    {
        JobRow job = await FindAsync(id, context);
        if (!await store.MoveAsync(id, from, to, cancellationToken: context.RequestAborted))
        {
            job = await FindAsync(id, context);
            return job.State == to
                ? await InfoAsync(job, context) // asked twice
                : throw RequestException.Conflict($"Job {id} is {job.State.ToString().ToLowerInvariant()}, so this cannot be done.");
        }

        logger.JobMoved(id, job.Catalog, to);
        signal.Set();
        return await GetAsync(id, context);
    }

    private async Task<JobRow> FindAsync(string id, HttpContext context) =>
        await store.FindAsync(id, context.RequestAborted) is { } job && job.Catalog == context.CatalogName()
            ? job
            : throw RequestException.NotFound("There is no such job in this catalogue.");

    private async Task<JobInfo> InfoAsync(JobRow job, HttpContext context) => JobInfo.Of(
        job, (await store.ProgressAsync([job.Id], context.RequestAborted)).GetValueOrDefault(job.Id, JobProgress.None), store,
            options.Jobs);

    private async Task<JobInfo?> SameAsync(string catalog, string key, string hash, CancellationToken cancellationToken)
    {
        if (await store.FindByKeyAsync(catalog, key, cancellationToken) is not { } job)
        {
            return null;
        }

        return job.RequestHash == hash
            ? JobInfo.Of(
                job, (await store.ProgressAsync([job.Id], cancellationToken)).GetValueOrDefault(job.Id, JobProgress.None), store,
                    options.Jobs)
            : throw new RequestException(
                StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused",
                $"The Idempotency-Key was used for job {job.Id}, whose input or settings were different. Use a new key.",
                    "Idempotency-Key");
    }
}
