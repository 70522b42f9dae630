using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using Xunit;

namespace EpmRl.Retrieval.TestKit;

/// <summary>What every <see cref="IVectorIndex"/> must do. Each implementation derives a test class from it.</summary>
public abstract class VectorIndexContract
{
    /// <summary>How far scores may be from exact ones.</summary>
    protected virtual float Tolerance => 1e-5f;

    /// <summary>Builds an index of a taxonomy and opens it.</summary>
    protected abstract Task<IVectorIndex> BuildAsync(ProductTaxonomy taxonomy, HashingEncoder encoder);

    [Fact]
    public async Task The_manifest_states_what_the_index_was_built_from()
    {
        var encoder = new HashingEncoder();
        using IVectorIndex index = await BuildAsync(TestTaxonomies.Small(), encoder);

        Assert.Equal("small", index.Manifest.Taxonomy);
        Assert.Equal("v1", index.Manifest.TaxonomyVersion);
        Assert.Equal(encoder.Space.Fingerprint, index.Manifest.Space);
        Assert.Equal(encoder.Space.Dimension, index.Manifest.Dimension);
        Assert.Equal("v1", index.Taxonomy.Version);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Score_gives_the_best_values_of_every_attribute_that_has_values(int limit)
    {
        ProductTaxonomy taxonomy = TestTaxonomies.Random(seed: 7, categories: 12, attributes: 16, values: 40);
        var encoder = new HashingEncoder();
        using IVectorIndex index = await BuildAsync(taxonomy, encoder);
        var reference = new ReferenceScores(taxonomy, encoder);
        float[] item = encoder.Encode("w1 w2 w3 w50 w51 w52 w120 w200 w399");

        foreach (Category category in taxonomy.Categories)
        {
            IReadOnlyList<AttributeScores> scores = await index.ScoreAsync(item, category.Id, limit);
            IReadOnlyList<(string AttributeId, float Null, Dictionary<string, float> Values)> expected = reference.Score(item, category.Id);

            Assert.Equal(expected.Select(attribute => attribute.AttributeId), scores.Select(attribute => attribute.AttributeId));
            foreach ((AttributeScores actual, (string _, float nullScore, Dictionary<string, float> values)) in scores.Zip(expected))
            {
                Assert.Equal(nullScore, actual.NullScore, Tolerance);
                AssertBest(
                    values.ToDictionary(value => value.Key, value => value.Value, StringComparer.Ordinal),
                    [.. actual.Values.Select(value => (value.ValueId, value.Score))],
                    limit);
            }
        }
    }

    [Fact]
    public async Task Values_of_equal_score_come_in_the_order_of_their_ids()
    {
        var attribute = new AttributeDefinition
        {
            Id = "size",
            Name = "Size",
            Values = [.. new[] { "c", "a", "b" }.Select(id => new TaxonomyValue { Id = id, Label = "same" })],
        };
        Category[] categories =
            [.. new[] { "z", "y" }.Select(id => new Category { Id = id, Name = "Same", Path = "Same", Attributes = [attribute] })];
        var encoder = new HashingEncoder();
        using IVectorIndex index = await BuildAsync(new ProductTaxonomy("ties", "1", categories, [attribute]), encoder);
        float[] item = encoder.Encode("same size");

        Assert.Equal(["a", "b"], (await index.ScoreAsync(item, "z", 2))[0].Values.Select(value => value.ValueId));
        Assert.Equal(["y", "z"], (await index.ScoreCategoriesAsync(item, 5)).Select(category => category.CategoryId));
        Assert.Equal(
            [("y", "a"), ("y", "b")], (await index.SearchAsync(item, ValueFilter.None, 2)).Select(hit => (hit.CategoryId, hit.ValueId)));
        Assert.Equal(["z"], (await index.SearchAsync(item, new ValueFilter("z"), 1)).Select(hit => hit.CategoryId));
    }

    [Fact]
    public async Task A_deprecated_value_is_never_answered_and_a_description_counts_for_its_value()
    {
        var encoder = new HashingEncoder();
        using IVectorIndex index = await BuildAsync(TestTaxonomies.Small(), encoder);
        float[] item =
            encoder.Encode(encoder.Space.Prompts.ForValue("Laptops", "Color", TestTaxonomies.Small().Attributes[0].Values[1].Description));

        IReadOnlyList<AttributeScores> scores = await index.ScoreAsync(item, "laptops", 10);

        Assert.Equal(["color", "memory"], scores.Select(attribute => attribute.AttributeId));
        Assert.Equal("grey", scores[0].Values[0].ValueId);
        Assert.Equal(1f, scores[0].Values[0].Score, Math.Max(Tolerance, 1e-5f));
        Assert.DoesNotContain(scores[0].Values, value => value.ValueId == "slate");
        Assert.DoesNotContain(await index.SearchAsync(item, ValueFilter.None, 100), hit => hit.ValueId == "slate");
    }

    [Fact]
    public async Task A_category_without_attributes_gives_no_scores_and_is_never_predicted()
    {
        var encoder = new HashingEncoder();
        using IVectorIndex index = await BuildAsync(TestTaxonomies.Small(), encoder);
        float[] item = encoder.Encode("electronics");

        Assert.Empty(await index.ScoreAsync(item, "electronics", 3));
        Assert.Equal(
            ["a-used-laptops", "laptops", "used"],
            (await index.ScoreCategoriesAsync(item, 100)).Select(category => category.CategoryId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Categories_are_ranked_by_their_best_prompt()
    {
        ProductTaxonomy taxonomy = TestTaxonomies.Random(seed: 3, categories: 60, attributes: 8, values: 3);
        var encoder = new HashingEncoder();
        using IVectorIndex index = await BuildAsync(taxonomy, encoder);
        float[] item = encoder.Encode("w10 w20 w30 w40 w50");

        IReadOnlyList<CategoryScore> scores = await index.ScoreCategoriesAsync(item, 5);

        AssertBest(
            new ReferenceScores(taxonomy, encoder).ScoreCategories(item),
            [.. scores.Select(category => (category.CategoryId, category.Score))],
            5);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("category-3", null)]
    [InlineData(null, "attribute-5")]
    [InlineData("category-3", "attribute-5")]
    public async Task Search_finds_the_nearest_values_each_once_with_its_best_category(string? category, string? attribute)
    {
        ProductTaxonomy taxonomy = TestTaxonomies.Random(seed: 11, categories: 20, attributes: 12, values: 25);
        var encoder = new HashingEncoder();
        using IVectorIndex index = await BuildAsync(taxonomy, encoder);
        float[] query = encoder.Encode("w1 w7 w77");
        var filter = new ValueFilter(category, attribute);

        IReadOnlyList<ValueHit> hits = await index.SearchAsync(query, filter, 20);

        Dictionary<(string AttributeId, string ValueId), (string CategoryId, float Score)> expected =
            new ReferenceScores(taxonomy, encoder).Search(query, filter);
        AssertBest(
            expected.ToDictionary(entry => entry.Key, entry => entry.Value.Score),
            [.. hits.Select(hit => ((hit.AttributeId, hit.ValueId), hit.Score))],
            20);
        foreach (ValueHit hit in hits)
        {
            Assert.Equal(expected[(hit.AttributeId, hit.ValueId)].CategoryId, hit.CategoryId);
        }
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(null, 4)]
    [InlineData(5, 3)]
    [InlineData(0, null)]
    public async Task Search_can_be_limited_to_several_categories_and_attributes(int? categories, int? attributes)
    {
        ProductTaxonomy taxonomy = TestTaxonomies.Random(seed: 12, categories: 20, attributes: 12, values: 25);
        var encoder = new HashingEncoder();
        using IVectorIndex index = await BuildAsync(taxonomy, encoder);
        float[] query = encoder.Encode("w1 w7 w77");
        var filter = new ValueFilter
        {
            CategoryIds =
                categories is null ? null : [.. taxonomy.Categories.Skip(4).Take(categories.Value).Select(category => category.Id)],
            AttributeIds =
                attributes is null ? null : [.. taxonomy.Attributes.Skip(2).Take(attributes.Value).Select(attribute => attribute.Id)],
        };

        IReadOnlyList<ValueHit> hits = await index.SearchAsync(query, filter, 15);

        Dictionary<(string AttributeId, string ValueId), (string CategoryId, float Score)> expected =
            new ReferenceScores(taxonomy, encoder).Search(query, filter);
        AssertBest(
            expected.ToDictionary(entry => entry.Key, entry => entry.Value.Score),
            [.. hits.Select(hit => ((hit.AttributeId, hit.ValueId), hit.Score))],
            15);
        Assert.All(hits, hit => Assert.Equal(expected[(hit.AttributeId, hit.ValueId)].CategoryId, hit.CategoryId));
    }

    [Fact]
    public async Task Misuse_is_refused_with_the_reason()
    {
        var encoder = new HashingEncoder();
        using IVectorIndex index = await BuildAsync(TestTaxonomies.Small(), encoder);
        float[] item = encoder.Encode("laptop");

        Assert.Contains("256", (await Assert.ThrowsAnyAsync<ArgumentException>(
            async () => await index.ScoreAsync(new float[256], "laptops", 1))).Message);
        Assert.Contains("'sneekers'", (await Assert.ThrowsAnyAsync<ArgumentException>(
            async () => await index.ScoreAsync(item, "sneekers", 1))).Message);
        Assert.Contains("'colour'", (await Assert.ThrowsAnyAsync<ArgumentException>(
            async () => await index.SearchAsync(item, new ValueFilter(null, "colour"), 1))).Message);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await index.ScoreAsync(item, "laptops", 0));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await index.SearchAsync(item, ValueFilter.None, 0));
        item[3] = float.NaN;
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await index.ScoreCategoriesAsync(item, 1));
    }

    [Fact]
    public async Task Readers_side_by_side_get_the_same_answers()
    {
        ProductTaxonomy taxonomy = TestTaxonomies.Random(seed: 5, categories: 8, attributes: 10, values: 30);
        var encoder = new HashingEncoder();
        using IVectorIndex index = await BuildAsync(taxonomy, encoder);
        float[] item = encoder.Encode("w3 w5 w8");
        string[] expected = [.. (await index.SearchAsync(item, ValueFilter.None, 10)).Select(hit => hit.ToString())];

        string[][] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            (await index.SearchAsync(item, ValueFilter.None, 10)).Select(hit => hit.ToString()).ToArray())));

        Assert.All(answers, answer => Assert.Equal(expected, answer));
    }

    [Fact]
    public async Task A_cancelled_call_says_so()
    {
        var encoder = new HashingEncoder();
        using IVectorIndex index = await BuildAsync(TestTaxonomies.Small(), encoder);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await index.ScoreAsync(encoder.Encode("laptop"), "laptops", 1, new CancellationToken(canceled: true)));
    }

    // The answers are in order, as many as requested, each with its right score, and none that was left out is better than one that was
    // returned.
    private void AssertBest<T>(Dictionary<T, float> expected, IReadOnlyList<(T Id, float Score)> actual, int limit)
        where T : notnull
    {
        Assert.Equal(Math.Min(limit, expected.Count), actual.Count);
        Assert.Equal(actual.Count, actual.Select(answer => answer.Id).Distinct().Count());
        Assert.All(actual, answer => Assert.Equal(expected[answer.Id], answer.Score, Tolerance));
        Assert.Equal(
            actual.OrderByDescending(answer => answer.Score).Select(answer => answer.Score), actual.Select(answer => answer.Score));
        float worst = actual.Count > 0 ? actual[^1].Score : float.PositiveInfinity;
        HashSet<T> answered = [.. actual.Select(answer => answer.Id)];
        Assert.All(expected.Where(value => !answered.Contains(value.Key)), left => Assert.True(left.Value <= worst + (2 * Tolerance)));
    }
}
