using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Search;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Search;

public sealed class ValueSearchTests : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly HashingEncoder encoder = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_value_is_found_by_the_words_that_its_packs_have_for_it()
    {
        var colors = new ValuePack("colors", new Dictionary<string, IReadOnlyList<string>> { ["blue"] = ["navy", "royal blue"] });
        var color = new AttributeDefinition { Id = "color", Name = "Color", Packs = ["colors"], Values = SmallTaxonomy.Values("Red", "Blue") };
        using EmbeddedVectorIndex index = await BuildAsync(SmallTaxonomy.Of([colors], color));

        ValueSearchHit hit = (await new ValueSearch(index, encoder).SearchAsync("Navy"))[0];

        Assert.Equal(("blue", ValueMatch.Alias, "navy"), (hit.ValueId, hit.Match, hit.MatchedText));
    }

    [Theory]
    [InlineData("GREY", ValueMatch.Exact, "Grey", 1)]
    [InlineData(" gray ", ValueMatch.Alias, "gray", 0.99)]
    [InlineData("Grau", ValueMatch.Alias, "Grau", 0.99)]
    [InlineData("gre", ValueMatch.Prefix, "Grey", 0.96)]
    public async Task A_value_is_found_by_its_label_alias_or_their_beginning(string query, ValueMatch match, string text, double score)
    {
        using EmbeddedVectorIndex index = await BuildAsync(TestTaxonomies.Small());

        ValueSearchHit hit = (await new ValueSearch(index, encoder).SearchAsync(query))[0];

        Assert.Equal(("color", "grey", match, text), (hit.AttributeId, hit.ValueId, hit.Match, hit.MatchedText));
        Assert.Equal(score, hit.Score, 1e-9);
        Assert.NotNull(hit.Cosine);
    }

    [Fact]
    public async Task A_value_is_found_by_meaning_where_no_spelling_fits()
    {
        using EmbeddedVectorIndex index = await BuildAsync(TestTaxonomies.Small());

        ValueSearchHit hit = (await new ValueSearch(index, encoder).SearchAsync("every shade between anthracite and white"))[0];

        Assert.Equal(("grey", ValueMatch.Vector), (hit.ValueId, hit.Match));
        Assert.Equal(0.9 * hit.Cosine!.Value, hit.Score, 1e-6);
    }

    [Fact]
    public async Task Each_value_comes_once_in_order_of_score_and_deprecated_or_unused_ones_never()
    {
        using EmbeddedVectorIndex index = await BuildAsync(TestTaxonomies.Small());

        IReadOnlyList<ValueSearchHit> hits = await new ValueSearch(index, encoder).SearchAsync("slate", limit: 100);

        Assert.Equal(7, hits.Count);
        Assert.Equal(7, hits.Select(hit => (hit.AttributeId, hit.ValueId)).Distinct().Count());
        Assert.Equal(hits.OrderByDescending(hit => hit.Score), hits);
        Assert.DoesNotContain(hits, hit => hit.ValueId == "slate" || hit.AttributeId == "unused");
        Assert.Equal(3, (await new ValueSearch(index, encoder).SearchAsync("slate", limit: 3)).Count);
    }

    [Theory]
    [InlineData("Electronics > Laptops", "memory", "laptops")]
    [InlineData("a-used-laptops", "PART NUMBER", "a-used-laptops")]
    [InlineData(null, "Color", null)]
    public async Task Filters_are_ids_paths_or_names(string? category, string attribute, string? categoryId)
    {
        using EmbeddedVectorIndex index = await BuildAsync(TestTaxonomies.Small());

        IReadOnlyList<ValueSearchHit> hits = await new ValueSearch(index, encoder).SearchAsync("grey 8 a-1", category, attribute);

        Assert.NotEmpty(hits);
        Assert.All(hits, hit => Assert.Contains(hit.AttributeId, new[] { attribute, "part", "color" }));
        Assert.All(hits, hit => Assert.Equal(categoryId ?? hit.CategoryId, hit.CategoryId));
    }

    [Fact]
    public async Task An_unknown_filter_is_refused_naming_the_closest()
    {
        using EmbeddedVectorIndex index = await BuildAsync(TestTaxonomies.Small());
        var search = new ValueSearch(index, encoder);

        Assert.Contains("Unknown category 'Laptosp'. Closest: 'Laptops'.", await RefusalAsync("Laptosp", null));
        Assert.Contains("Several categories are called 'laptops ': 'Electronics > Laptops', 'Used > Laptops'.", await RefusalAsync("laptops ", null));
        Assert.Contains("Unknown attribute 'colour'. Closest: 'Color'.", await RefusalAsync(null, "colour"));
        Assert.Contains("Unknown attribute 'memory' of category 'Used'.", await RefusalAsync("used", "memory"));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await search.SearchAsync("  "));

        async Task<string> RefusalAsync(string? category, string? attribute) => (await Assert.ThrowsAnyAsync<ArgumentException>(
            async () => await search.SearchAsync("x", category, attribute))).Message;
    }

    [Fact]
    public async Task Every_spelling_of_every_value_finds_its_value()
    {
        ProductTaxonomy taxonomy = TestTaxonomies.Random(seed: 31, categories: 10, attributes: 6, values: 15);
        using EmbeddedVectorIndex index = await BuildAsync(taxonomy);
        var search = new ValueSearch(index, encoder);
        foreach (AttributeDefinition attribute in taxonomy.Categories.SelectMany(category => category.Attributes).Distinct())
        {
            foreach (TaxonomyValue value in attribute.Values.Where(value => value.Status == ValueStatus.Active))
            {
                foreach (string spelling in value.Aliases.Append(value.Label))
                {
                    IReadOnlyList<ValueSearchHit> hits = await search.SearchAsync(spelling, null, attribute.Id, limit: 20);
                    Assert.Contains(hits, hit => hit.ValueId == value.Id && hit.Match is ValueMatch.Exact or ValueMatch.Alias);
                }
            }
        }
    }

    [Fact]
    public async Task An_encoder_of_another_space_is_refused_naming_both()
    {
        using EmbeddedVectorIndex index = await BuildAsync(TestTaxonomies.Small());

        string message = Assert.Throws<SpaceMismatchException>(() => new ValueSearch(index, new HashingEncoder(precision: "int8"))).Message;

        Assert.Contains("built with 'hashing' fp32", message);
        Assert.Contains("loaded is 'hashing' int8", message);
        Assert.Contains("Run: epmrl index build", message);
    }

    private async Task<EmbeddedVectorIndex> BuildAsync(ProductTaxonomy taxonomy)
    {
        await new IndexBuilder(scratch["index"]).BuildAsync(taxonomy, encoder);
        return EmbeddedVectorIndex.Open(scratch["index"]);
    }
}
