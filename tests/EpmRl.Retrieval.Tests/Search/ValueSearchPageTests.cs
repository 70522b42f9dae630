using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Search;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Search;

/// <summary>What a page of a search holds: order, filters, languages, counts and cursors.</summary>
public sealed class ValueSearchPageTests : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly HashingEncoder encoder = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Each_value_comes_once_in_order_of_score_and_deprecated_or_unused_ones_never()
    {
        using EmbeddedVectorIndex index = await BuildAsync(TestTaxonomies.Small());

        ValueSearchPage page = await new ValueSearch(index, encoder).SearchAsync(new ValueQuery("slate") { Limit = 100 });

        Assert.Equal((7, 7), (page.Hits.Count, page.Total));
        Assert.Equal(7, page.Hits.Select(hit => (hit.AttributeId, hit.ValueId)).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 7), page.Hits.Select(hit => hit.Rank));
        Assert.DoesNotContain(page.Hits, hit => hit.ValueId == "slate" || hit.AttributeId == "unused");
        Assert.Equal(3, (await new ValueSearch(index, encoder).SearchAsync(new ValueQuery("slate") { Limit = 3 })).Hits.Count);
    }

    [Fact]
    public async Task Deprecated_values_are_found_when_asked_for()
    {
        using EmbeddedVectorIndex index = await BuildAsync(TestTaxonomies.Small());
        var search = new ValueSearch(index, encoder);

        ValueSearchPage deprecated = await search.SearchAsync(new ValueQuery("slate") { Status = ValueStatus.Deprecated });
        ValueSearchPage any = await search.SearchAsync(new ValueQuery("slate") { Status = null });

        Assert.Equal(("slate", 1), (Assert.Single(deprecated.Hits).ValueId, deprecated.Total));
        Assert.Equal(("slate", 8), (any.Hits[0].ValueId, any.Total));
    }

    [Fact]
    public async Task A_language_labels_the_hits_and_hides_the_labels_of_others()
    {
        TaxonomyValue red =
            new() { Id = "red", Label = "Red", LocaleLabels = new Dictionary<string, string> { ["de"] = "Rot", ["fr"] = "Rouge" } };
        using EmbeddedVectorIndex index =
            await BuildAsync(SmallTaxonomy.Of(new AttributeDefinition { Id = "color", Name = "Color", Values = [red] }));
        var search = new ValueSearch(index, encoder);

        ValueSearchHit german = (await search.SearchAsync(new ValueQuery("rot") { Locale = "de-AT" })).Hits[0];
        ValueSearchHit french = (await search.SearchAsync(new ValueQuery("rot") { Locale = "fr" })).Hits[0];
        ValueSearchHit own = (await search.SearchAsync(new ValueQuery("red") { Locale = "fr" })).Hits[0];

        Assert.Equal(("Rot", ValueMatch.Alias), (german.Label, german.Match));
        Assert.Equal(("Rouge", ValueMatch.Vector), (french.Label, french.Match));
        Assert.Equal(("Rouge", ValueMatch.Exact), (own.Label, own.Match));
        Assert.Equal("Red", (await search.SearchAsync("rouge")).Hits[0].Label);
    }

    [Theory]
    [InlineData("Electronics > Laptops", "memory", "laptops")]
    [InlineData("a-used-laptops", "PART NUMBER", "a-used-laptops")]
    [InlineData(null, "Color", null)]
    public async Task Filters_are_ids_paths_or_names(string? category, string attribute, string? categoryId)
    {
        using EmbeddedVectorIndex index = await BuildAsync(TestTaxonomies.Small());

        IReadOnlyList<ValueSearchHit> hits =
            (await new ValueSearch(index, encoder)
                .SearchAsync(new ValueQuery("grey 8 a-1") { Category = category, Attribute = attribute })).Hits;

        Assert.NotEmpty(hits);
        Assert.All(hits, hit => Assert.Contains(hit.AttributeId, new[] { attribute, "part", "color" }));
        Assert.All(hits, hit => Assert.Equal(categoryId ?? hit.CategoryId, hit.CategoryId));
    }

    [Fact]
    public async Task A_category_includes_its_descendants_unless_meant_alone()
    {
        using EmbeddedVectorIndex index = await BuildAsync(TestTaxonomies.Small());
        var search = new ValueSearch(index, encoder);

        ValueSearchPage below = await search.SearchAsync(new ValueQuery("grey") { Category = "electronics" });
        ValueSearchPage alone = await search.SearchAsync(new ValueQuery("grey") { Category = "electronics", IncludeBelow = false });

        Assert.All(below.Hits, hit => Assert.Equal("laptops", hit.CategoryId));
        Assert.Contains(below.Hits, hit => hit.AttributeId == "memory");
        Assert.DoesNotContain(below.Hits, hit => hit.AttributeId == "part");
        Assert.Equal((0, 0), (alone.Total, alone.Attributes.Count));
    }

    [Fact]
    public async Task Facets_count_every_value_found_exactly()
    {
        ProductTaxonomy taxonomy = TestTaxonomies.Random(seed: 5, categories: 40, attributes: 12, values: 30);
        using EmbeddedVectorIndex index = await BuildAsync(taxonomy);
        var search = new ValueSearch(index, encoder);
        string root = taxonomy.Categories.First(category => taxonomy.Categories.Any(other => other.ParentId == category.Id)).Id;

        ValueSearchPage all = await search.SearchAsync(new ValueQuery("w1 w2 w3") { Limit = 10_000, Neighbours = 50 });
        ValueSearchPage page = await search.SearchAsync(new ValueQuery("w1 w2 w3") { Limit = 2, Neighbours = 50 });
        ValueSearchPage within = await search.SearchAsync(new ValueQuery("w1 w2 w3") { Limit = 10_000, Neighbours = 50, Category = root });

        Assert.Equal(all.Total, all.Hits.Count);
        Assert.Equal(all.Attributes, page.Attributes);
        Assert.Equal(all.Categories, page.Categories);
        Assert.Equal(
            all.Hits.CountBy(hit => hit.AttributeId).ToDictionary(), all.Attributes.ToDictionary(count => count.Id, count => count.Count));
        Assert.Equal(Expected(all, null), all.Categories.ToDictionary(count => count.Id, count => count.Count));
        Assert.Equal(Expected(within, root), within.Categories.ToDictionary(count => count.Id, count => count.Count));

        Dictionary<string, int> Expected(ValueSearchPage found, string? above) => taxonomy.Categories
            .Where(category => category.ParentId == above)
            .Select(category => (
                category.Id,
                Count: found.Hits.Count(hit => Under(category.Id).Any(own => own.Attributes.Any(a => a.Id == hit.AttributeId)))))
            .Where(count => count.Count > 0)
            .ToDictionary(count => count.Id, count => count.Count);

        IEnumerable<Category> Under(string id) => taxonomy.Categories.Where(category =>
        {
            Category? at = category;
            while (at is not null && at.Id != id)
            {
                at = taxonomy.Categories.FirstOrDefault(other => other.Id == at.ParentId);
            }

            return at is not null;
        });
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_or_a_repetition()
    {
        using EmbeddedVectorIndex index = await BuildAsync(TestTaxonomies.Random(seed: 6, categories: 20, attributes: 10, values: 20));
        var search = new ValueSearch(index, encoder);
        ValueSearchPage whole = await search.SearchAsync(new ValueQuery("w7 w70") { Limit = 1000, Neighbours = 60 });

        var paged = new List<ValueSearchHit>();
        ValueSearchPage page = await search.SearchAsync(new ValueQuery("w7 w70") { Limit = 7, Neighbours = 60 });
        for (paged.AddRange(page.Hits); page.NextCursor is not null; paged.AddRange(page.Hits))
        {
            page = await search.SearchAsync(new ValueQuery("w7 w70") { Limit = 9, Neighbours = 60, Cursor = page.NextCursor });
        }

        Assert.True(whole.Total > 20, $"only {whole.Total}");
        Assert.Equal(
            whole.Hits.Select(hit => (hit.Rank, hit.AttributeId, hit.ValueId)),
            paged.Select(hit => (hit.Rank, hit.AttributeId, hit.ValueId)));
        Assert.Null(whole.NextCursor);
    }

    [Fact]
    public async Task A_cursor_of_another_version_or_query_is_refused()
    {
        ProductTaxonomy taxonomy = TestTaxonomies.Random(seed: 6, categories: 20, attributes: 10, values: 20);
        string cursor;
        using (EmbeddedVectorIndex index = await BuildAsync(taxonomy))
        {
            var search = new ValueSearch(index, encoder);
            cursor = (await search.SearchAsync(new ValueQuery("w7") { Limit = 1 })).NextCursor!;
            Assert.Contains("belongs to another query", await RefusalAsync(search, new ValueQuery("w8") { Cursor = cursor }));
            Assert.Contains(
                "belongs to another query", await RefusalAsync(search, new ValueQuery("w7") { Cursor = cursor, Category = "category-0" }));
            Assert.Contains("is not a valid cursor", await RefusalAsync(search, new ValueQuery("w7") { Cursor = "what?" }));
            Assert.Contains("is not a valid cursor", await RefusalAsync(search, new ValueQuery("w7") { Cursor = cursor[..^3] }));
        }

        using EmbeddedVectorIndex other = await BuildAsync(TestTaxonomies.Random(seed: 8, categories: 20, attributes: 10, values: 20));

        string message = await RefusalAsync(new ValueSearch(other, encoder), new ValueQuery("w7") { Cursor = cursor });
        Assert.Contains($"open is '{other.Manifest.Version}'", message);
        Assert.Contains("Begin again without a cursor", message);

        static async Task<string> RefusalAsync(ValueSearch search, ValueQuery query) =>
            (await Assert.ThrowsAsync<InvalidRequestException>(async () => await search.SearchAsync(query))).Message;
    }

    [Fact]
    public async Task An_unknown_filter_is_refused_naming_the_closest()
    {
        using EmbeddedVectorIndex index = await BuildAsync(TestTaxonomies.Small());
        var search = new ValueSearch(index, encoder);

        Assert.Contains("Unknown category 'Laptosp'. Closest: 'Laptops'.", await RefusalAsync("Laptosp", null));
        Assert.Contains(
            "Several categories are called 'laptops ': 'Electronics > Laptops', 'Used > Laptops'.", await RefusalAsync("laptops ", null));
        Assert.Contains("Unknown attribute 'colour'. Closest: 'Color'.", await RefusalAsync(null, "colour"));
        Assert.Contains("Unknown attribute 'memory' of category 'Used'.", await RefusalAsync("used", "memory"));
        await Assert.ThrowsAsync<InvalidRequestException>(async () => await search.SearchAsync("  "));

        async Task<string> RefusalAsync(string? category, string? attribute) => (await Assert.ThrowsAsync<InvalidRequestException>(
            async () => await search.SearchAsync(new ValueQuery("x") { Category = category, Attribute = attribute }))).Message;
    }

    private async Task<EmbeddedVectorIndex> BuildAsync(ProductTaxonomy taxonomy)
    {
        await new IndexBuilder(scratch["index"]).BuildAsync(taxonomy, encoder);
        return EmbeddedVectorIndex.Open(scratch["index"]);
    }
}
