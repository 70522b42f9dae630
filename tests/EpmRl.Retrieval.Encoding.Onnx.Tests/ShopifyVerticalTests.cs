using System.Diagnostics;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Search;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

/// <summary>
/// A part of one vertical of a large public taxonomy with the shipped encoder; the complete taxonomy is measured in docs/index-format.md.
/// </summary>
[Trait("Category", "Slow")]
public sealed class ShopifyVerticalTests(ShippedEncoder encoders) : IClassFixture<ShippedEncoder>
{
    [Fact]
    public async Task A_part_of_a_vertical_builds_after_an_interruption_opens_fast_and_scores_within_a_millisecond()
    {
        ProductTaxonomy whole =
            TaxonomyImporter.Import(TaxonomySourceFormat.Shopify, TestPaths.Shared("data", "shopify-taxonomy")).Taxonomy;
        Category[] categories =
        [
            .. whole.Categories.Where(category => category.Path.StartsWith("Luggage & Bags > Backpacks", StringComparison.Ordinal))
                .Select(category => category with { ParentId = null }),
        ];
        AttributeDefinition[] attributes = [.. categories.SelectMany(category => category.Attributes).Distinct()];
        var taxonomy = new ProductTaxonomy("luggage", "1", categories, attributes, whole.Packs, whole.Units, whole.NumberWords);
        OnnxTextEncoder encoder = encoders.Int8;
        using var scratch = new ScratchFolder();
        string folder = scratch["index"];
        var options = new IndexBuildOptions { BlockSize = 256 };
        using (var stop = new CancellationTokenSource())
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                await new IndexBuilder(folder, options).BuildAsync(taxonomy, new StoppingEncoder(encoder, stop), null, stop.Token));
        }

        IndexBuildResult result = await new IndexBuilder(folder, options).BuildAsync(taxonomy, encoder);

        Assert.InRange(result.Manifest.Vectors, 600, 1_600);
        Assert.Equal(result.Prompts - options.BlockSize, result.Encoded); // the block before the interruption was kept
        Assert.Empty(new IndexFolder(folder).Verify());
        using EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(folder);
        ReadOnlyMemory<float> item = (await encoder.EncodeAsync(
            [encoder.Space.Prompts.Item.Replace("{title}", "Brown leather tote bag", StringComparison.Ordinal)]))[0];
        var times = new List<double>();
        for (int round = 0; round < 5; round++)
        {
            foreach (Category category in categories)
            {
                long start = Stopwatch.GetTimestamp();
                await index.ScoreAsync(item, category.Id, 21);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        times.Sort();
        Assert.True(times[times.Count / 2] < 1, $"median {times[times.Count / 2]} ms");
        var search = new ValueSearch(index, encoder);
        IReadOnlyList<ValueSearchHit> hits = (await search.SearchAsync("LEATHER")).Hits;
        Assert.Equal(ValueMatch.Exact, hits[0].Match);
    }

    /// <summary>Cancels the build when the first block is encoded.</summary>
    private sealed class StoppingEncoder(ITextEncoder inner, CancellationTokenSource stop) : ITextEncoder
    {
        public EncoderSpace Space => inner.Space;

        public async ValueTask<EmbeddingBatch> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
        {
            EmbeddingBatch batch = await inner.EncodeAsync(texts, CancellationToken.None);
            await stop.CancelAsync();
            return batch;
        }

        public void Dispose()
        {
        }
    }
}
