using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Server.Http;

namespace EpmRl.Retrieval.Server.LifeCycle;

/// <summary>A reindex of this process, running or ended.</summary>
/// <param name="by">Who started it.</param>
/// <param name="started">When.</param>
/// <param name="stopping">Cancelled when the service stops.</param>
internal sealed class ReindexRunning(string by, DateTimeOffset started, CancellationToken stopping) : IProgress<IndexBuildProgress>
{
    private readonly CancellationTokenSource cancelled = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private readonly Lock gate = new();
    private IndexBuildProgress progress;

    /// <summary>Who started it.</summary>
    public string By { get; } = by;

    /// <summary>When.</summary>
    public DateTimeOffset Started { get; } = started;

    /// <summary>Completes when the run has ended, whatever its outcome.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => !Ended.IsCompleted;

    /// <summary>How it ended; null while it runs.</summary>
    public ReindexOutcome? Outcome { get; set; }

    /// <summary>How far it is.</summary>
    public IndexBuildProgress Progress
    {
        get
        {
            lock (gate)
            {
                return progress;
            }
        }
    }

    /// <summary>Starts it.</summary>
    public void Begin(Func<CancellationToken, Task> run) => Ended = Task.Run(() => run(cancelled.Token), CancellationToken.None);

    /// <summary>Stops it, and waits for its end.</summary>
    public async Task CancelAsync()
    {
        await cancelled.CancelAsync();
        await Ended;
    }

    /// <inheritdoc/>
    public void Report(IndexBuildProgress value)
    {
        lock (gate)
        {
            progress = value;
        }
    }
}

/// <summary>The state of a catalogue's index.</summary>
/// <param name="Running">Whether a reindex runs, in this process or another one.</param>
/// <param name="Served">The version of the index that is served.</param>
/// <param name="Phase">start, plan, encode, build, load, verify or swap; null when none runs.</param>
/// <param name="Done">Prompts, rows or vectors of the phase that are done.</param>
/// <param name="Total">How many there are in all; 0 while unknown.</param>
/// <param name="Reused">Prompts whose vectors were reused; null while unknown.</param>
/// <param name="PerSecond">Prompts encoded a second; null while unknown.</param>
/// <param name="RemainingSeconds">Time until everything is encoded; null while unknown.</param>
/// <param name="By">Who started it; of another process, which.</param>
/// <param name="Started">When it started; null when none runs here.</param>
/// <param name="Last">How the last run of this process ended; null for none.</param>
/// <param name="Problems">What is wrong with the index; empty when all is well.</param>
internal sealed record ReindexReport(
    bool Running, string? Served, string? Phase, long Done, long Total, long? Reused, double? PerSecond, double? RemainingSeconds,
    string? By, DateTimeOffset? Started, ReindexOutcome? Last, IReadOnlyList<string> Problems);

/// <summary>How a reindex ended.</summary>
/// <param name="End">How.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
/// <param name="Version">The version of the index that is served since; null when it did not complete.</param>
/// <param name="TaxonomyVersion">Version of its taxonomy.</param>
/// <param name="IsNew">Whether the version was built; false when nothing had changed.</param>
/// <param name="Prompts">Texts of the version.</param>
/// <param name="Encoded">Texts that were encoded for it; the others were reused.</param>
/// <param name="By">Who started it.</param>
/// <param name="Started">When it started.</param>
/// <param name="Ended">When it ended.</param>
internal sealed record ReindexOutcome(
    ReindexEnd End, string? Error, string? Version, string? TaxonomyVersion, bool IsNew, long Prompts, long Encoded, string By,
    DateTimeOffset Started, DateTimeOffset Ended);

/// <summary>How a reindex ended.</summary>
internal enum ReindexEnd
{
    /// <summary>The new version is served.</summary>
    Completed,

    /// <summary>It failed; the version before is served.</summary>
    Failed,

    /// <summary>It was cancelled, or the service stopped; what was encoded is kept.</summary>
    Cancelled,
}

/// <summary>A reindex of the catalogue is running already: 409.</summary>
/// <param name="running">It.</param>
internal sealed class ReindexRunningException(ReindexReport running)
    : RequestException(
        StatusCodes.Status409Conflict, "conflict",
        $"A reindex is running, started by {running.By}. Wait for it, or cancel it with POST /v1/reindex/cancel.")
{
    /// <summary>The reindex that runs.</summary>
    public ReindexReport Running { get; } = running;
}
