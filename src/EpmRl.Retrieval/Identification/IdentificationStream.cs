using System.Runtime.CompilerServices;
using System.Threading.Channels;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Identifies streams of listings: one batch is read and one encoded while the one before them is identified. Memory is bounded to a few
/// batches, the order is that of the input. A stream is identified with one version of the index from beginning to end.
/// </summary>
public static class IdentificationStream
{
    private const int Waiting = 1; // batches between two stages

    /// <summary>Identifies listings as they come.</summary>
    /// <param name="identifier">Identifies them.</param>
    /// <param name="profiles">The listings.</param>
    /// <param name="batchSize">Listings that are encoded together, from 1 to 10,000; results come when a batch is full or the listings
    /// end.</param>
    /// <param name="cancellationToken">Stops within a listing.</param>
    /// <returns>A result for each listing, in order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size of a batch.</exception>
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

    /// <summary>Identifies batches of listings as they come.</summary>
    /// <typeparam name="TBatch">What holds the listings of a batch.</typeparam>
    /// <param name="identifier">Identifies them.</param>
    /// <param name="batches">The batches; each is encoded as one.</param>
    /// <param name="profilesOf">The listings of a batch.</param>
    /// <param name="cancellationToken">Stops within a listing.</param>
    /// <returns>Each batch with a result for each of its listings, in order; never a part of a batch.</returns>
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

    // A stage ends its channel, with its failure where it had one: the next stage meets that instead of an end.
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
