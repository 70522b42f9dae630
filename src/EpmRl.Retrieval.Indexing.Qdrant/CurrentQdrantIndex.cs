using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>
/// The version that Qdrant's alias names, for programs that run long: whoever asks gets one version whole and keeps it until the answer is
/// given. A swap is seen shortly after; nothing is restarted. Safe for concurrent callers.
/// </summary>
public sealed class CurrentQdrantIndex : IDisposable
{
    private readonly QdrantOptions options;
    private readonly EncoderSpace? space;
    private readonly TimeProvider time;
    private readonly QdrantTarget target; // one channel for all looks at the alias
    private readonly SemaphoreSlim following = new(1);
    private readonly CancellationTokenSource closed = new();
    private volatile OpenedVersion? newest;
    private long followed;

    /// <summary>Names the index, which is opened when it is first asked for.</summary>
    /// <param name="options">Where Qdrant is.</param>
    /// <param name="space">Space of the encoder whose vectors will be asked; a version of another one is not served. Null for any.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public CurrentQdrantIndex(QdrantOptions options, EncoderSpace? space = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        this.space = space;
        this.time = time ?? TimeProvider.System;
        target = new QdrantTarget(options, time);
    }

    /// <summary>Why the version that the alias names is not the one that is served; null when it is, as far as was looked.</summary>
    public string? Problem { get; private set; }

    /// <summary>The newest version that was opened, held until the lease is disposed. Looks for a newer one beside, not before.</summary>
    /// <param name="cancellationToken">Cancels the wait for the first opening.</param>
    /// <exception cref="IndexFormatException">The alias names nothing that can be read, and no earlier version was served.</exception>
    /// <exception cref="IndexUnavailableException">Qdrant does not answer, or refuses, and no version was served so far.</exception>
    /// <exception cref="SpaceMismatchException">The version was built with another encoder, and no earlier one was served.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
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

                if (served.TryHold())
                {
                    return new IndexLease(served);
                }
            }
            else
            {
                await following.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    newest ??= await OpenAsync(cancellationToken).ConfigureAwait(false);
                    Volatile.Write(ref followed, time.GetTimestamp());
                }
                finally
                {
                    following.Release();
                }
            }
        }
    }

    /// <summary>Lets go of the version; it closes when the last lease does.</summary>
    public void Dispose()
    {
        if (!closed.IsCancellationRequested)
        {
            closed.Cancel();
            newest?.Release();
            target.Dispose();
        }
    }

    // Holds the semaphore. What fails here is told, not thrown: the version at hand goes on serving.
    private async Task FollowAsync(OpenedVersion served)
    {
        try
        {
            string? current = await target.CurrentAsync(closed.Token).ConfigureAwait(false);
            if (current is not null && current != served.Name)
            {
                newest = await OpenAsync(closed.Token).ConfigureAwait(false);
                served.Release();
            }

            Problem = null;
        }
        catch (Exception failed) when (failed is IndexFormatException or IndexUnavailableException or SpaceMismatchException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            Problem = failed.Message;
        }
        finally
        {
            Volatile.Write(ref followed, time.GetTimestamp());
            following.Release();
        }
    }

    private async Task<OpenedVersion> OpenAsync(CancellationToken cancellationToken)
    {
        QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            if (space is not null)
            {
                SpaceMismatchException.ThrowIfDifferent(opened.Manifest, space);
            }

            return new OpenedVersion(opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}
