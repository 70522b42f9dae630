using System.Threading.Channels;

namespace EpmRl.Retrieval.Server.Jobs;

/// <summary>Hands chunks to workers: in this process, or through a broker to any number of others.</summary>
internal interface IChunkQueue
{
    /// <summary>Chunks of one job that are handed out ahead. Small, so that several jobs advance together; enough for every
    /// worker.</summary>
    int Ahead { get; }

    /// <summary>Time after which a chunk that is not done is handed out again.</summary>
    TimeSpan Again { get; }

    /// <summary>Hands out a chunk.</summary>
    /// <param name="task">The chunk.</param>
    /// <param name="handout">Tells this handing out from others of the same chunk; the same one twice is a duplicate.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task OfferAsync(ChunkTask task, string handout, CancellationToken cancellationToken);
}

/// <summary>Hands chunks to the workers of this process. What waits is bounded by <see cref="Ahead"/> for each running job.</summary>
internal sealed class LocalChunks : IChunkQueue
{
    private readonly Channel<ChunkTask> waiting = Channel.CreateUnbounded<ChunkTask>();

    /// <inheritdoc/>
    public int Ahead => 2;

    /// <inheritdoc/>
    public TimeSpan Again => Timeout.InfiniteTimeSpan; // a chunk of this process is never lost without it

    /// <inheritdoc/>
    public Task OfferAsync(ChunkTask task, string handout, CancellationToken cancellationToken) =>
        waiting.Writer.WriteAsync(task, cancellationToken).AsTask();

    /// <summary>The chunks as they come.</summary>
    public IAsyncEnumerable<ChunkTask> TakeAsync(CancellationToken cancellationToken) => waiting.Reader.ReadAllAsync(cancellationToken);
}

/// <summary>Wakes whoever hands out jobs: a job was made or resumed, or a chunk is done. Otherwise it looks every second.</summary>
internal sealed class JobSignal
{
    private readonly Channel<bool> wishes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Wakes it.</summary>
    public void Set() => wishes.Writer.TryWrite(true);

    /// <summary>Waits for a wish, at most a time.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await wishes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }
}
