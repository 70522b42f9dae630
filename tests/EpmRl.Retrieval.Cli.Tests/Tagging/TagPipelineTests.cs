using System.Runtime.CompilerServices;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Tagging;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Cli.Tests.Tagging;

[Collection(nameof(SampleIndex))]
public sealed class TagPipelineTests(SampleIndex index)
{
    [Fact]
    public async Task Reading_runs_a_few_batches_ahead_of_writing_and_no_further()
    {
        using var vectors = EmbeddedVectorIndex.Open(index.Path);
        using OnnxTextEncoder encoder = OnnxTextEncoder.Load(SampleIndex.Model, new EncoderOptions { Precision = EncoderPrecision.Int8 });
        var pipeline = new TagPipeline(new AttributeIdentifier(vectors, encoder));
        int read = 0;
        int written = 0;
        int ahead = 0;

        await pipeline.RunAsync(Batches(40), async (batch, results) =>
        {
            Assert.Equal(written.ToString(), results[0].ListingId);
            await Task.Delay(written < 3 ? 200 : 0); // time enough for the stages before to run away
            ahead = Math.Max(ahead, Volatile.Read(ref read) - written);
            written++;
        }, CancellationToken.None);

        Assert.Equal(40, written);
        Assert.InRange(ahead, 2, 6);

        async IAsyncEnumerable<ListingBatch> Batches(int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (int i = 0; i < count; i++)
            {
                await Task.Yield();
                Interlocked.Increment(ref read);
                yield return new ListingBatch([new ProductProfile { Id = i.ToString(), Title = $"Norvik laptop {i} GB RAM", Category = "Laptops" }], null);
            }
        }
    }
}
