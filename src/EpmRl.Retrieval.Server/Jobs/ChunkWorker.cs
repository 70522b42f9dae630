using System.Data.Common;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Server.Batching;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Review;
using EpmRl.Retrieval.Server.Telemetry;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;
using Microsoft.EntityFrameworkCore.Storage;

namespace EpmRl.Retrieval.Server.Jobs;

/// <summary>A chunk to be done.</summary>
/// <param name="Job">Id of its job.</param>
/// <param name="Number">Its number, from 0: rows <c>Number × ChunkRows</c> and following of the input, bad ones included.</param>
internal sealed record ChunkTask(string Job, int Number);

/// <summary>
/// Does chunks, one at a time: reads the rows, identifies them in the bulk lane, writes the results under the chunk's own name, once, and
/// records that in the database. A chunk that was handed out twice, or whose worker was killed at any moment, gives the same files.
/// </summary>
internal sealed class ChunkWorker(
    JobStore store, JobFiles files, EngineHost engines, ReviewedAnswers reviewed, ReviewQueue review, TimeProvider time,
    ILogger<ChunkWorker> logger) : IAsyncDisposable
{
    /// <summary>Times that a chunk is begun, killed processes included, before its job fails.</summary>
    public const int MaxAttempts = 8;

    private const int BatchListings = 64;
    private const int BatchCharacters = 4 << 20; // a batch of very long rows is cut earlier, so that memory stays bounded
    private const int OpenInputs = 4;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly List<OpenInput> inputs = []; // most recently used last

    /// <summary>Does a chunk, unless its job no longer runs or the chunk is done already. Waits while the database or the index is
    /// down.</summary>
    /// <param name="task">The chunk.</param>
    /// <param name="cancellationToken">Stops the work; the chunk is handed back and done by somebody else later.</param>
    /// <exception cref="OperationCanceledException">The work was stopped, whatever failed after that.</exception>
    public async Task WorkAsync(ChunkTask task, CancellationToken cancellationToken)
    {
        TimeSpan pause = TimeSpan.FromMilliseconds(200);
        while (true)
        {
            try
            {
                await TryAsync(task, cancellationToken);
                return;
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                // What fails while the process stops, such as a use of a disposed part, is the stop's doing.
                throw new OperationCanceledException(cancellationToken);
            }
            catch (Exception failure)
            {
                logger.ChunkFailed(task.Job, task.Number, failure.GetType().Name, Describe(failure));
            }

            await Task.Delay(pause, time, cancellationToken);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (OpenInput input in inputs)
        {
            await input.DisposeAsync();
        }

        inputs.Clear();
    }

    private async Task TryAsync(ChunkTask task, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(task.Job, cancellationToken) is not { State: JobState.Running } job || task.Number >= job.Chunks)
        {
            return;
        }

        if (File.Exists(files.ChunkOf(job.Id, task.Number)))
        {
            ChunkCounts found = await CountAsync(task, cancellationToken);
            await store.ChunkDoneAsync(job.Id, task.Number, found, cancellationToken);
            return;
        }

        int attempt = await store.BeginChunkAsync(job.Id, task.Number, cancellationToken);
        if (attempt > MaxAttempts)
        {
            await FailAsync(job, task, $"was begun {MaxAttempts} times, and each time its process ended before it was done",
                cancellationToken);
            return;
        }

        ChunkCounts counts;
        try
        {
            counts = await WriteAsync(job, task.Number, cancellationToken);
        }
        catch (Exception failure)
        {
            await CloseInputAsync(job.Id);
            if (failure is DirectoryNotFoundException
                && await store.FindAsync(task.Job, CancellationToken.None) is not { State: JobState.Running })
            {
                return; // ended or deleted meanwhile, with its folder
            }

            if (failure is OperationCanceledException || cancellationToken.IsCancellationRequested || IsTransient(failure))
            {
                await store.AbandonChunkAsync(job.Id, task.Number, CancellationToken.None);
                throw;
            }

            if (failure is InvalidRequestException or InvalidDataException or SpaceMismatchException || attempt >= MaxAttempts)
            {
                await FailAsync(job, task, $"could not be done: {Describe(failure)}", cancellationToken);
                return;
            }

            throw;
        }

        await store.ChunkDoneAsync(job.Id, task.Number, counts, cancellationToken);
    }

    private async Task FailAsync(JobRow job, ChunkTask task, string reason, CancellationToken cancellationToken)
    {
        long first = (long)task.Number * job.ChunkRows, last = Math.Min(first + job.ChunkRows, job.Rows ?? 0);
        await store.MoveAsync(
            job.Id, [JobState.Running], JobState.Failed,
            $"Chunk {task.Number} (rows {first + 1} to {last}) {reason}", cancellationToken);
        logger.JobFailed(job.Id, task.Number);
    }

    private async Task<ChunkCounts> WriteAsync(JobRow job, int number, CancellationToken cancellationToken)
    {
        JobSettings settings = JobSettings.Parse(job.Settings);
        using EngineLease lease = engines.Acquire();
        CatalogEngine catalog = lease.Catalog(job.Catalog);
        OpenInput input = await OpenAtAsync(job, settings, catalog, (long)number * job.ChunkRows, cancellationToken);
        using var results = new AtomicFile(files.ChunkOf(job.Id, number), sweeps: false);
        using var errors = new AtomicFile(files.ChunkErrorsOf(job.Id, number), sweeps: false);
        await using var lines = new BufferedStream(results.Stream, 1 << 16);
        int bad = 0, good = 0;
        string version = "";
        AttributeIdentifier identifier = catalog.BulkIdentifier(settings.Category);
        await foreach ((List<ProductProfile> batch, IReadOnlyList<TagResult> found) in identifier.IdentifyBatchesAsync(
            BatchesAsync(), batch => batch, cancellationToken))
        {
            IReadOnlyList<TagResult> answers = await reviewed.ApplyAsync(catalog, batch, found, cancellationToken);
            if (settings.Review)
            {
                await review.CollectAsync(catalog.Name, batch, answers, cancellationToken);
            }

            for (int i = 0; i < answers.Count; i++)
            {
                await using (var json = new Utf8JsonWriter(lines, JsonLines.Writing))
                {
                    TagResultJson.Write(json, answers[i], batch[i]);
                }

                lines.WriteByte((byte)'\n');
                version = answers[i].TaxonomyVersion;
            }

            good += answers.Count;
            ServerTelemetry.Count(answers);
        }

        await lines.FlushAsync(cancellationToken);
        errors.Commit();
        results.Commit(); // last: its file says that the chunk is done
        return new ChunkCounts(good, bad, version);

        async IAsyncEnumerable<List<ProductProfile>> BatchesAsync()
        {
            var batch = new List<ProductProfile>(BatchListings);
            long characters = 0;
            for (int i = 0; i < job.ChunkRows && await input.ReadAsync(cancellationToken) is { } row; i++)
            {
                if (row.Error is { } error)
                {
                    await using (var json = new Utf8JsonWriter(errors.Stream, JsonLines.Writing))
                    {
                        RowErrorWriter.Write(json, error);
                    }

                    errors.Stream.WriteByte((byte)'\n');
                    bad++;
                    continue;
                }

                batch.Add(row.Profile!);
                characters += row.Length;
                if (batch.Count == BatchListings || characters > BatchCharacters)
                {
                    yield return batch;
                    (batch, characters) = (new List<ProductProfile>(BatchListings), 0);
                }
            }

            if (batch.Count > 0)
            {
                yield return batch;
            }
        }
    }

    // The counts of a chunk whose worker was killed between its file and its record.
    private async Task<ChunkCounts> CountAsync(ChunkTask task, CancellationToken cancellationToken)
    {
        int results = 0, errors = 0;
        string version = "";
        await foreach (string line in File.ReadLinesAsync(files.ChunkOf(task.Job, task.Number), cancellationToken))
        {
            if (results++ == 0)
            {
                using JsonDocument first = JsonDocument.Parse(line);
                version = first.RootElement.TryGetProperty("taxonomy_version", out JsonElement of) ? of.GetString() ?? "" : "";
            }
        }

        await foreach (string _ in File.ReadLinesAsync(files.ChunkErrorsOf(task.Job, task.Number), cancellationToken))
        {
            errors++;
        }

        return new ChunkCounts(results, errors, version);
    }

    // Inputs stay open at their row, so that the next chunk does not read the file from its beginning.
    private async Task<OpenInput> OpenAtAsync(
        JobRow job, JobSettings settings, CatalogEngine catalog, long row, CancellationToken cancellationToken)
    {
        OpenInput? input = inputs.Find(open => open.Job == job.Id);
        if (input is not null && input.Row > row)
        {
            await CloseInputAsync(job.Id);
            input = null;
        }

        if (input is null)
        {
            if (inputs.Count == OpenInputs)
            {
                await CloseInputAsync(inputs[0].Job);
            }

            using IndexLease index = await catalog.Indexes.AcquireAsync(cancellationToken);
            input = new OpenInput(job.Id, files.OpenInput(job.Id, settings, index.Index.Taxonomy));
        }

        inputs.Remove(input);
        inputs.Add(input);
        while (input.Row < row && await input.ReadAsync(cancellationToken) is not null)
        {
        }

        return input;
    }

    private async ValueTask CloseInputAsync(string job)
    {
        if (inputs.Find(open => open.Job == job) is { } input)
        {
            inputs.Remove(input);
            await input.DisposeAsync();
        }
    }

    /// <summary>Whether a failure is that of a part which is likely to return: the database, the index, a full disk.</summary>
    internal static bool IsTransient(Exception failure) => failure is NotReadyException or QueueFullException or DbException
        or RetryLimitExceededException or IndexUnavailableException or TimeoutException || DiskFull.Is(failure);

    // Messages of the engine and of files say what to do; others may quote listing text.
    private static string Describe(Exception failure) =>
        failure is RetrievalException or InvalidDataException or IOException ? failure.Message : failure.GetType().Name;

    private sealed class OpenInput(string job, ProductReader reader) : IAsyncDisposable
    {
        private readonly CancellationTokenSource closing = new();
        private IAsyncEnumerator<CatalogRow>? rows;

        public string Job { get; } = job;

        /// <summary>Rows read so far.</summary>
        public long Row { get; private set; }

        /// <summary>The next row; null after the last.</summary>
        public async ValueTask<CatalogRow?> ReadAsync(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows ??= reader.ReadAsync(closing.Token).GetAsyncEnumerator(closing.Token);
            if (!await rows.MoveNextAsync())
            {
                return null;
            }

            Row++;
            return rows.Current;
        }

        public async ValueTask DisposeAsync()
        {
            await closing.CancelAsync();
            if (rows is not null)
            {
                await rows.DisposeAsync();
            }

            await reader.DisposeAsync();
            closing.Dispose();
        }
    }
}
