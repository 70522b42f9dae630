using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing;

/// <summary>
/// A complete large public taxonomy, with vectors that cost nothing: size and memory are those of the real one except for the vectors'
/// length.
/// </summary>
[Trait("Category", "Slow")]
public sealed class WholeShopifyTests
{
    [Fact]
    public async Task More_than_a_million_rows_build_and_answer_as_their_prompts_say()
    {
        ProductTaxonomy taxonomy =
            TaxonomyImporter.Import(TaxonomySourceFormat.Shopify, TestPaths.Shared("data", "shopify-taxonomy")).Taxonomy;
        var encoder = new HashingEncoder(dimension: 16);
        using var scratch = new ScratchFolder();

        IndexBuildResult result = await new IndexBuilder(scratch["index"]).BuildAsync(taxonomy, encoder);

        Assert.Equal(10_595, taxonomy.Categories.Count);
        Assert.InRange(result.Manifest.Vectors, 1_000_000, 1_500_000);
        Assert.False((await new IndexBuilder(scratch["index"]).BuildAsync(taxonomy, encoder)).IsNew);
        using EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(scratch["index"]);
        var reference = new ReferenceScores(taxonomy, encoder);
        float[] item = encoder.Encode("red cotton shirt with long sleeves");
        foreach (Category category in taxonomy.Categories.Where((_, place) => place % 500 == 0))
        {
            IReadOnlyList<AttributeScores> scores = await index.ScoreAsync(item, category.Id, 3);
            foreach ((AttributeScores actual, (string id, float nullScore, Dictionary<string, float> values)) in scores.Zip(
                reference.Score(item, category.Id)))
            {
                Assert.Equal(id, actual.AttributeId);
                Assert.Equal(nullScore, actual.NullScore, 1e-3f);
                Assert.Equal(values.Values.Max(), actual.Values[0].Score, 1e-3f);
            }
        }
    }
}
