using System.Runtime.CompilerServices;
using System.Threading.Channels;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Identifies streams of listings in three overlapping stages: reading, encoding and identifying. Memory is bounded to a few batches,
/// results keep the order of the input, and a stream uses one version of the index from beginning to end.
/// </summary>
public static class IdentificationStream
{
    private const int Waiting = 1; // batches between two stages

    /// <summary>Identifies a stream of listings.</summary>
    /// <param name="identifier">The identifier.</param>
    /// <param name="profiles">The listings.</param>
    /// <param name="batchSize">
    /// Number of listings encoded together, from 1 to 10,000; results follow when a batch is full or the listings end.
    /// </param>
    /// <param name="cancellationToken">Cancels the call, also within a listing.</param>
    /// <returns>A result for each listing, in order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is out of range.</exception>
    public static IAsyncEnumerable<TagResult> IdentifyAsync(
        this AttributeIdentifier identifier, IAsyncEnumerable<ProductProfile> profiles, int batchSize = 256,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batchSize, 10_000);
        return Results(cancellationToken);

        async IAsyncEnumerable<TagResult> Results([EnumeratorCancellation] CancellationToken token)
        {
            IAsyncEnumerable<(ProductProfile[] Batch, IReadOnlyList<TagResult> Results)> batches =
                identifier.IdentifyBatchesAsync(profiles.Chunk(batchSize), batch => batch, token);
            await foreach ((_, IReadOnlyList<TagResult> results) in batches.ConfigureAwait(false))
            {
                foreach (TagResult result in results)
                {
                    yield return result;
                }
            }
        }
    }

    /// <summary>Identifies a stream of batches of listings.</summary>
    /// <typeparam name="TBatch">The type of a batch.</typeparam>
    /// <param name="identifier">The identifier.</param>
    /// <param name="batches">The batches; each is encoded in one call.</param>
    /// <param name="profilesOf">Gets the listings of a batch.</param>
    /// <param name="cancellationToken">Cancels the call, also within a listing.</param>
    /// <returns>Each batch with a result for each of its listings, in order; batches are never split.</returns>
    public static async IAsyncEnumerable<(TBatch Batch, IReadOnlyList<TagResult> Results)> IdentifyBatchesAsync<TBatch>(
        this AttributeIdentifier identifier, IAsyncEnumerable<TBatch> batches, Func<TBatch, IReadOnlyList<ProductProfile>> profilesOf,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(profilesOf);
        using IndexLease lease = await identifier.AcquireAsync(cancellationToken).ConfigureAwait(false);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var read = Channel.CreateBounded<TBatch>(Waiting);
        var encoded = Channel.CreateBounded<(TBatch Batch, EmbeddingBatch Vectors)>(Waiting);
        Task reading = Stage(read.Writer, async output =>
        {
            await foreach (TBatch batch in batches.WithCancellation(stopping.Token).ConfigureAwait(false))
            {
                await output.WriteAsync(batch, stopping.Token).ConfigureAwait(false);
            }
        });
        Task encoding = Stage(encoded.Writer, async output =>
        {
            await foreach (TBatch batch in read.Reader.ReadAllAsync(stopping.Token).ConfigureAwait(false))
            {
                EmbeddingBatch vectors = await identifier.EncodeAsync(profilesOf(batch), stopping.Token).ConfigureAwait(false);
                await output.WriteAsync((batch, vectors), stopping.Token).ConfigureAwait(false);
            }
        });
        try
        {
            await foreach ((TBatch batch, EmbeddingBatch vectors) in encoded.Reader.ReadAllAsync(stopping.Token).ConfigureAwait(false))
            {
                IReadOnlyList<TagResult> results =
                    await identifier.IdentifyAsync(lease, profilesOf(batch), vectors, stopping.Token).ConfigureAwait(false);
                yield return (batch, results);
            }
        }
        finally
        {
            await stopping.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(reading, encoding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A stage completes its channel, with its exception if it failed, which the next stage then observes.
    private static Task Stage<T>(ChannelWriter<T> output, Func<ChannelWriter<T>, Task> work) => Task.Run(async () =>
    {
        try
        {
            await work(output).ConfigureAwait(false);
            output.Complete();
        }
        catch (Exception exception)
        {
            output.Complete(exception);
        }
    });
}
