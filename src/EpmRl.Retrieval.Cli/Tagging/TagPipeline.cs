using System.Threading.Channels;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Cli.Tagging;

/// <summary>
/// Read, encode, identify, write: each stage works on a batch while the one before it works on the next. Bounded, in order.
/// </summary>
internal sealed class TagPipeline(AttributeIdentifier identifier)
{
    private const int Waiting = 1; // batches between two stages

    /// <summary>Runs the stages until the input ends or the token stops them.</summary>
    /// <param name="batches">The input.</param>
    /// <param name="write">Takes the results of a batch; called in order, one at a time, never with a part of a batch.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public async Task RunAsync(
        IAsyncEnumerable<ListingBatch> batches,
        Func<ListingBatch, IReadOnlyList<TagResult>, Task> write,
        CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var read = Channel.CreateBounded<ListingBatch>(Waiting);
        var encoded = Channel.CreateBounded<(ListingBatch Batch, EmbeddingBatch Vectors)>(Waiting);
        Task reading = Stage(read.Writer, async output =>
        {
            await foreach (ListingBatch batch in batches.WithCancellation(stopping.Token))
            {
                await output.WriteAsync(batch, stopping.Token);
            }
        });
        Task encoding = Stage(encoded.Writer, async output =>
        {
            await foreach (ListingBatch batch in read.Reader.ReadAllAsync(stopping.Token))
            {
                await output.WriteAsync((batch, await identifier.EncodeAsync(batch.Profiles, stopping.Token)), stopping.Token);
            }
        });
        try
        {
            await foreach ((ListingBatch batch, EmbeddingBatch vectors) in encoded.Reader.ReadAllAsync(stopping.Token))
            {
                await write(batch, await IdentifyAsync(batch, vectors, stopping.Token));
            }
        }
        finally
        {
            await stopping.CancelAsync();
            await Task.WhenAll(reading, encoding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await reading;
        await encoding;
    }

    private async Task<TagResult[]> IdentifyAsync(ListingBatch batch, EmbeddingBatch vectors, CancellationToken cancellationToken)
    {
        var results = new TagResult[batch.Profiles.Count];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = await identifier.IdentifyAsync(batch.Profiles[i], vectors[i], vectors.IsTruncated(i), cancellationToken);
        }

        return results;
    }

    // A stage ends its channel, with its failure where it had one: the next stage meets that instead of an end.
    private static Task Stage<T>(ChannelWriter<T> output, Func<ChannelWriter<T>, Task> work) => Task.Run(async () =>
    {
        try
        {
            await work(output);
            output.Complete();
        }
        catch (Exception exception)
        {
            output.Complete(exception);
        }
    });
}
