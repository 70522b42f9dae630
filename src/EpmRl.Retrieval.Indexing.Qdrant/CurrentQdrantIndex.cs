using EpmRl.Retrieval.Encoding;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>
/// The version that Qdrant's alias names: each call gets the version being served and keeps it until its lease is disposed. A swap is seen
/// within a second, without a restart. Safe for concurrent callers.
/// </summary>
public sealed class CurrentQdrantIndex : IIndexProvider, IDisposable
{
    private const string Backend = "qdrant";

    private readonly QdrantOptions options;
    private readonly EncoderSpace? space;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly QdrantTarget target; // one channel for all look-ups of the alias
    private readonly SemaphoreSlim following = new(1);
    private readonly CancellationTokenSource closed = new();
    private volatile OpenedVersion? newest;
    private long followed;

    /// <summary>Names the index; the first lease opens it.</summary>
    /// <param name="options">Where Qdrant is.</param>
    /// <param name="space">Space of the encoder of the queries; a version of another one is not served. Null for any.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="logger">Receives versions opened, swapped and not opened, and a key sent unencrypted; null for none.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public CurrentQdrantIndex(
        QdrantOptions options, EncoderSpace? space = null, TimeProvider? time = null, ILogger<CurrentQdrantIndex>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        this.space = space;
        this.time = time ?? TimeProvider.System;
        this.logger = logger ?? NullLogger<CurrentQdrantIndex>.Instance;
        target = new QdrantTarget(options, time);
        if (options.KeyWarning is { } warning)
        {
            this.logger.KeyUnencrypted(warning);
        }
    }

    /// <inheritdoc/>
    public string? Problem { get; private set; }

    /// <inheritdoc/>
    /// <remarks>A newer version is opened in the background; the caller gets the served one without waiting.</remarks>
    public async ValueTask<IndexLease> AcquireAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(closed.IsCancellationRequested, this);
            if (newest is { } served)
            {
                if (time.GetElapsedTime(Volatile.Read(ref followed)) >= options.FollowEvery && following.Wait(0, CancellationToken.None))
                {
                    _ = FollowAsync(served);
                }

                if (served.TryLease(out IndexLease? lease))
                {
                    return lease;
                }
            }
            else
            {
                await following.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    newest ??= await OpenFirstAsync(cancellationToken).ConfigureAwait(false);
                    Volatile.Write(ref followed, time.GetTimestamp());
                }
                finally
                {
                    following.Release();
                }
            }
        }
    }

    /// <summary>Releases the version; it closes when its last lease is disposed.</summary>
    public void Dispose()
    {
        if (!closed.IsCancellationRequested)
        {
            closed.Cancel();
            newest?.Release();
            target.Dispose();
        }
    }

    // Called with the semaphore held. A failure is reported, not thrown: the served version stays.
    private async Task FollowAsync(OpenedVersion served)
    {
        try
        {
            string? current = await target.CurrentAsync(closed.Token).ConfigureAwait(false);
            if (current is not null && current != served.Name)
            {
                newest = await OpenAsync(served, closed.Token).ConfigureAwait(false);
                served.Release();
            }

            Problem = null;
        }
        catch (Exception failed) when (failed is IndexFormatException or IndexUnavailableException or SpaceMismatchException
            or OperationCanceledException or ObjectDisposedException or IOException)
        {
            if (Problem != failed.Message && !closed.IsCancellationRequested)
            {
                IndexEvents.Failed(logger, Backend, target.Name, served.Name, failed);
            }

            Problem = failed.Message;
        }
        finally
        {
            Volatile.Write(ref followed, time.GetTimestamp());
            following.Release();
        }
    }

    private async Task<OpenedVersion> OpenFirstAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(null, cancellationToken).ConfigureAwait(false);
        }
        catch (RetrievalException failed)
        {
            IndexEvents.Failed(logger, Backend, target.Name, null, failed);
            throw;
        }
    }

    private async Task<OpenedVersion> OpenAsync(OpenedVersion? served, CancellationToken cancellationToken)
    {
        QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            if (space is not null)
            {
                SpaceMismatchException.ThrowIfDifferent(opened.Manifest, space);
            }

            var version = new OpenedVersion(opened);
            IndexEvents.Opened(logger, Backend, target.Name, opened.Manifest, served?.Name);
            return version;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}
