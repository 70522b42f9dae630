using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Indexing.Qdrant;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Server.Security;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;
using Microsoft.Extensions.Hosting;

namespace EpmRl.Retrieval.Server.LifeCycle;

/// <summary>
/// Brings the indexes of the catalogues up to their published taxonomies, in the background, one run at a time of each; requests are
/// answered from the version before until the new one is verified. Safe for concurrent callers.
/// </summary>
/// <remarks>A run that a shutdown or a kill interrupts resumes at the next start: encoded prompts are kept.</remarks>
internal sealed class ReindexService(
    ServerOptions options, EngineHost engines, TaxonomyService taxonomies, AuditLog audit, TimeProvider time,
    ILogger<ReindexService> logger) : BackgroundService
{
    private const int Keep = 3; // versions, so that two can be rolled back to
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, ReindexRunning> runs = new(StringComparer.Ordinal);
    private readonly Lock starting = new();
    private CancellationToken stopping = new(canceled: true); // until the service has started

    /// <summary>Whether a run is in progress, of any catalogue.</summary>
    public bool IsAnyRunning => runs.Values.Any(run => run.IsRunning);

    /// <summary>Starts a run.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="by">Who starts it.</param>
    /// <param name="cancellationToken">Cancels the start, not the run.</param>
    /// <exception cref="ReindexRunningException">One is running, here or in another process.</exception>
    /// <exception cref="RequestException">The catalogue has no taxonomy, or nothing of it was published.</exception>
    /// <exception cref="NotReadyException">The service is starting or stopping.</exception>
    public async Task<ReindexReport> StartAsync(string catalog, string by, CancellationToken cancellationToken)
    {
        ITaxonomySource source = taxonomies.SourceOf(catalog);
        ReindexReport before = await ReportAsync(catalog, cancellationToken);
        if (before.Running)
        {
            throw new ReindexRunningException(before);
        }

        if (!TryBegin(catalog, source, by))
        {
            throw new ReindexRunningException(await ReportAsync(catalog, cancellationToken));
        }

        await audit.WriteAsync(by, catalog, "index.reindex", null, null, cancellationToken);
        return await ReportAsync(catalog, cancellationToken);
    }

    /// <summary>Stops a run; what was encoded is kept for the next one.</summary>
    /// <exception cref="RequestException">None is running.</exception>
    public async Task<ReindexReport> CancelAsync(string catalog, string by, CancellationToken cancellationToken)
    {
        if (!runs.TryGetValue(catalog, out ReindexRunning? run) || !run.IsRunning)
        {
            throw RequestException.Conflict($"No reindex of '{catalog}' is running in this service.");
        }

        File.Delete(MarkOf(catalog));
        await run.CancelAsync();
        await audit.WriteAsync(by, catalog, "index.reindex_cancel", null, null, cancellationToken);
        return await ReportAsync(catalog, cancellationToken);
    }

    /// <summary>What is served, and the state of a run, whichever process does it.</summary>
    public async Task<ReindexReport> ReportAsync(string catalog, CancellationToken cancellationToken)
    {
        using EngineLease lease = engines.Acquire();
        CatalogEngine of = lease.Catalog(catalog);
        using QdrantTarget? target = TargetOf(of.Options);
        ReindexStatus status = await new Reindexer(of.Options.Index, target, time: time).StatusAsync(cancellationToken);
        ReindexRunning? run = runs.GetValueOrDefault(catalog);
        bool here = run is { IsRunning: true };
        Indexing.ReindexState? state = status.Reindex;
        return new ReindexReport(
            here || status.IsRunning, status.Current,
            here || status.IsRunning ? StepName(state, status) : null,
            here ? run!.Progress.Done : status.Done, here ? run!.Progress.Total : status.Total, here ? run!.Progress.Reused : null,
            here && run!.Progress.PerSecond > 0 ? Math.Round(run.Progress.PerSecond, 1) : null,
            here ? run!.Progress.Remaining?.TotalSeconds : null, here ? run!.By : status.IsRunning ? status.Owner : null,
            here ? run!.Started : null, run?.Outcome, status.Problems);
    }

    /// <summary>The state each time it changes, until the caller leaves or the service stops; the first one at once.</summary>
    public async IAsyncEnumerable<ReindexReport> WatchAsync(string catalog, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? last = null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        using var timer = new PeriodicTimer(Pause, time);
        while (!either.IsCancellationRequested)
        {
            ReindexReport report = await ReportAsync(catalog, cancellationToken);
            string now = JsonSerializer.Serialize(report);
            if (now != last)
            {
                last = now;
                yield return report;
            }

            try
            {
                await timer.WaitForNextTickAsync(either.Token);
            }
            catch (OperationCanceledException)
            {
                yield break;
            }
        }
    }

    /// <summary>The versions of the index, newest first.</summary>
    public IReadOnlyList<IndexVersion> Versions(string catalog)
    {
        using EngineLease lease = engines.Acquire();
        return [.. new IndexFolder(lease.Catalog(catalog).Options.Index).Versions().Reverse()];
    }

    /// <summary>Serves an earlier version again.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="version">The version; null for the one before the current one.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="cancellationToken">Cancels the call before the swap.</param>
    /// <returns>The version served now, and the one before.</returns>
    /// <exception cref="RequestException">There is no such version, or it is damaged.</exception>
    public async Task<(IndexManifest Now, string? Before)> RollbackAsync(
        string catalog, string? version, string by, CancellationToken cancellationToken)
    {
        using EngineLease lease = engines.Acquire();
        CatalogEngine of = lease.Catalog(catalog);
        string[] known = [.. new IndexFolder(of.Options.Index).Versions().Select(one => one.Name)];
        if (version is not null && !known.Contains(version, StringComparer.Ordinal))
        {
            throw RequestException.NotFound($"There is no version '{version}' of the index. There are: {string.Join(", ", known)}.");
        }

        using QdrantTarget? target = TargetOf(of.Options);
        (IndexManifest Now, string? Before) done;
        try
        {
            done = await new Reindexer(of.Options.Index, target, time: time).RollbackAsync(version, cancellationToken);
        }
        catch (IndexFormatException refused)
        {
            throw RequestException.Conflict(refused.Message);
        }

        await of.PrepareAsync(CancellationToken.None); // the next request need not wait
        await audit.WriteAsync(by, catalog, "index.rollback", done.Now.Version, new { done.Before }, CancellationToken.None);
        return done;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(runs.Values.Select(run => run.Ended)).WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        stopping = stoppingToken;
        if (options.Worker)
        {
            return;
        }

        while (!engines.IsReady && !stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        foreach (string catalog in options.Catalogs.Keys.Where(catalog => File.Exists(MarkOf(catalog))))
        {
            try
            {
                TryBegin(catalog, taxonomies.SourceOf(catalog), await File.ReadAllTextAsync(MarkOf(catalog), CancellationToken.None));
            }
            catch (Exception failed) when (failed is RetrievalException or IOException or InvalidOperationException)
            {
                logger.ReindexFailed(catalog, failed.Message);
            }
        }
    }

    private bool TryBegin(string catalog, ITaxonomySource source, string by)
    {
        lock (starting)
        {
            if (stopping.IsCancellationRequested)
            {
                throw new NotReadyException(null);
            }

            if (runs.TryGetValue(catalog, out ReindexRunning? last) && last.IsRunning)
            {
                return false;
            }

            // A file says that a run was asked for, so that the next start resumes it.
            Directory.CreateDirectory(options.DataFolder);
            AtomicFile.Write(MarkOf(catalog), by);
            var run = new ReindexRunning(by, time.GetUtcNow(), stopping);
            runs[catalog] = run;
            run.Begin(token => RunAsync(catalog, source, run, token));
            return true;
        }
    }

    private async Task RunAsync(string catalog, ITaxonomySource source, ReindexRunning run, CancellationToken cancellationToken)
    {
        try
        {
            using EngineLease lease = engines.Acquire(); // keeps the encoder open, also while the engine is swapped
            CatalogEngine of = lease.Catalog(catalog);
            using QdrantTarget? target = TargetOf(of.Options);
            VectorForm form = VectorForm.Float16;
            using (IndexLease served = await of.Indexes.AcquireAsync(cancellationToken))
            {
                _ = VectorForms.TryParse(served.Index.Manifest.VectorForm, out form);
            }

            var indexing = new IndexBuildOptions { VectorForm = form, Keep = Keep };
            IndexBuildResult result = await new Reindexer(of.Options.Index, target, indexing, time)
                .RunAsync(source, of.Encoder, run, cancellationToken);
            await of.PrepareAsync(cancellationToken);
            IndexManifest manifest = result.Manifest;
            run.Outcome = new ReindexOutcome(
                ReindexEnd.Completed, null, manifest.Version, manifest.TaxonomyVersion, result.IsNew, result.Prompts, result.Encoded,
                    run.By,
                run.Started, time.GetUtcNow());
            File.Delete(MarkOf(catalog));
            logger.Reindexed(catalog, manifest.Version, manifest.TaxonomyVersion, result.Encoded, result.Prompts);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped by the service: the mark stays, and the next start resumes.
            run.Outcome = Ended(ReindexEnd.Cancelled, null);
        }
        catch (Exception failed)
        {
            run.Outcome = Ended(ReindexEnd.Failed, failed.Message);
            File.Delete(MarkOf(catalog));
            logger.ReindexFailed(catalog, failed.Message);
        }

        ReindexOutcome Ended(ReindexEnd end, string? error) =>
            new(end, error, null, null, false, 0, 0, run.By, run.Started, time.GetUtcNow());
    }

    private static string StepName(Indexing.ReindexState? state, ReindexStatus status) =>
        state is { Step: not ReindexStep.Done } ? state.Step.ToString().ToLowerInvariant() : status.IsRunning ? "plan" : "start";

    private QdrantTarget? TargetOf(CatalogOptions of) =>
        options.Qdrant is { } server ? new QdrantTarget(Engine.QdrantOf(server, of)) : null;

    private string MarkOf(string catalog) => Path.Combine(options.DataFolder, $"reindex-{catalog}");
}
