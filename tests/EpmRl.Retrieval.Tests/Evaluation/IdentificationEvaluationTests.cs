using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Evaluation;

public sealed class IdentificationEvaluationTests
{
    [Fact]
    public async Task Fitting_after_a_run_encodes_no_listing_again()
    {
        using var folder = new ScratchFolder();
        using var encoder = new HashingEncoder();
        await new IndexBuilder(folder.Path).BuildAsync(
            SmallTaxonomy.Of(new AttributeDefinition { Id = "color", Name = "Color", Values = SmallTaxonomy.Values("Red", "Blue") }), encoder);
        using var index = EmbeddedVectorIndex.Open(folder.Path);
        string category = index.Taxonomy.Categories[0].Name;
        var data = new LabelledDataSet
        {
            Name = "chairs",
            Format = default,
            File = "chairs.jsonl",
            BadRows = [],
            Listings = [.. new[] { "Red", "Blue", "Red", "Blue" }.Select((color, i) => Labelled.Listing(category, $"{color} chair {i}", ("Color", [color])))],
        };
        var evaluation = new IdentificationEvaluation(data, encoder, new OneIndex(index), new EvaluationOptions { Folds = 2 });
        long before = encoder.Encoded;

        await evaluation.RunAsync();
        await evaluation.FitAsync();

        Assert.Equal(data.Listings.Count, encoder.Encoded - before);
    }

    private sealed class OneIndex(IVectorIndex index) : IEvaluationIndexes
    {
        public ValueTask<IVectorIndex> ForAsync(IReadOnlyList<LabelledListing> known, CancellationToken cancellationToken = default) => ValueTask.FromResult(index);
    }
}
