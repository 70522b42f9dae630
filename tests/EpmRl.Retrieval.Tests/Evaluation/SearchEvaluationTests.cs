using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Evaluation;

public sealed class SearchEvaluationTests
{
    private static readonly ProductTaxonomy Taxonomy = SmallTaxonomy.Of(new AttributeDefinition
    {
        Id = "color", Name = "Color",
        Values = [.. SmallTaxonomy.Values("Dark Red", "Blue"), new TaxonomyValue { Id = "gray", Label = "Gray", Aliases = ["Charcoal"] }],
    });

    [Fact]
    public void Figures_count_first_places_tenth_places_and_reciprocal_ranks()
    {
        SearchFigures figures = SearchFigures.Of("all", [1, 4, null, 1]);

        Assert.Equal(
            (4, 0.5, 0.75, (1 + 0.25 + 0 + 1) / 4), (figures.Queries, figures.RecallAt1, figures.RecallAt10, figures.ReciprocalRank));
    }

    [Fact]
    public async Task Search_finds_by_spelling_what_meaning_alone_puts_elsewhere()
    {
        using var folder = new ScratchFolder();
        using var encoder = new HashingEncoder();
        await new IndexBuilder(folder.Path).BuildAsync(Taxonomy, encoder);
        using var index = EmbeddedVectorIndex.Open(folder.Path);

        IReadOnlyList<SearchResult> results = await new SearchEvaluation(index, encoder).RunAsync(
            [new SearchQuery("charcoal", "", [new ExpectedValue("color", "gray")], 1), new SearchQuery(
                "red dark", "", [new ExpectedValue("color", "dark-red")], 2)]);

        Assert.Equal(1, results[0].Rank);
        Assert.Equal((1, 1), (results[1].Rank, results[1].MeaningRank));
        Assert.Equal(new ExpectedValue("color", "gray"), results[0].Found[0]);
    }

    [Fact]
    public void Queries_with_typing_errors_are_a_kind_of_their_own_in_the_report()
    {
        SearchQuery[] queries = [new("charcoal", "synonym", [], 1), new("red", "", [], 2)];

        IReadOnlyList<SearchQuery> asked = TypingErrors.AddTo(queries, seed: 1);
        var report = SearchReport.Of(
            [.. asked.Select((query, i) => new SearchResult(query, 1, null, [], TimeSpan.FromMilliseconds(i)))]);

        Assert.Equal(["synonym", "", "synonym + typing error"], asked.Select(query => query.Kind)); // 'red' is too short
        Assert.NotEqual("charcoal", asked[2].Text);
        Assert.Equal(asked[2].Text, TypingErrors.AddTo(queries, seed: 1)[2].Text);
        Assert.Equal(
            [("all", 3), ("no kind", 1), ("synonym", 1), ("synonym + typing error", 1)],
            report.SpellingAndMeaning.Select(line => (line.Name, line.Queries)));
        Assert.All(report.MeaningAlone, line => Assert.Equal(0, line.RecallAt10));
        Assert.Equal(TimeSpan.FromMilliseconds(1), report.Median);
    }

    [Fact]
    public async Task Queries_are_read_and_bad_rows_named_by_line_and_field()
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("queries.jsonl", string.Join('\n',
            """{"query": " charcoal ", "kind": "synonym", "expected": ["color/gray"]}""",
            "",
            """{"query": "navy", "expected": ["color/navy"]}""",
            """{"query": "navy", "expected": ["colour/blue"]}""",
            """{"query": "navy", "expected": ["blue"]}""",
            """{"query": "navy", "expected": []}""",
            """{"query": " ", "expected": ["color/blue"]}""",
            "[]",
            "nonsense"));

        (IReadOnlyList<SearchQuery> queries, IReadOnlyList<LabelledRowError> bad) = await SearchQueriesReader.ReadAsync(file, Taxonomy);

        SearchQuery query = Assert.Single(queries);
        Assert.Equal(
            ("charcoal", "synonym", new ExpectedValue("color", "gray"), 1), (query.Text, query.Kind, query.Expected[0], query.Line));
        (int Line, string Message)[] expected =
        [
            (3, "attribute 'color' has no value 'navy'"), (4, "has no attribute 'colour'"), (5, "expected \"attribute/value\""),
            (6, "has no 'expected'"),
            (7, "has no 'query'"), (8, "is a JSON Array"), (9, "is not JSON"),
        ];
        Assert.Equal(expected.Select(row => row.Line), bad.Select(row => row.Line));
        Assert.All(expected.Zip(bad), row => Assert.Contains(row.First.Message, row.Second.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_without_a_good_row_is_refused_with_its_first_fault()
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("queries.jsonl", "[]\n");

        Assert.Contains($"{file}:1: is a JSON Array", (await Assert.ThrowsAsync<DataSetFormatException>(
            () => SearchQueriesReader.ReadAsync(file, Taxonomy))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sample_queries_and_listings_name_values_of_the_release()
    {
        ProductTaxonomy shopify =
            TaxonomyImporter.Import(TaxonomySourceFormat.Shopify, TestPaths.Shared("data", "shopify-taxonomy")).Taxonomy;
        string samples = TestPaths.InProject("samples", "shopify");

        Assert.Empty((await SearchQueriesReader.ReadAsync(Path.Combine(samples, "queries.jsonl"), shopify)).BadRows);
        Assert.All((await LabelledDataSetReader.ReadAsync(samples, "listings.jsonl")).Listings, listing =>
        {
            Assert.True(shopify.TryFindCategory(listing.Category, out Category? category), listing.Category);
            Assert.All(listing.Gold, gold => Assert.All(gold.Value, label =>
                Assert.Contains(
                    label, category!.Attributes.Single(attribute => attribute.Name == gold.Key).Values.Select(value => value.Label))));
        });
    }
}
