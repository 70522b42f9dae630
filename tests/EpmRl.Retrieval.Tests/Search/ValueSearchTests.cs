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
        var color =
            new AttributeDefinition { Id = "color", Name = "Color", Packs = ["colors"], Values = SmallTaxonomy.Values("Red", "Blue") };
        using EmbeddedVectorIndex index = await BuildAsync(SmallTaxonomy.Of([colors], color));

        ValueSearchHit hit = (await new ValueSearch(index, encoder).SearchAsync("Navy")).Hits[0];

        Assert.Equal(("blue", ValueMatch.Alias, "navy"), (hit.ValueId, hit.Match, hit.Spelling!.Text));
    }

    [Theory]
    [InlineData("GREY", ValueMatch.Exact, "Grey", 1)]
    [InlineData("color/grey", ValueMatch.Id, "color/grey", 0.995)]
    [InlineData(" gray ", ValueMatch.Alias, "gray", 0.99)]
    [InlineData("Grau", ValueMatch.Alias, "Grau", 0.99)]
    [InlineData("gre", ValueMatch.Prefix, "Grey", 0.96)]
    public async Task A_value_is_found_by_its_label_id_alias_or_their_beginning(string query, ValueMatch match, string text, double score)
    {
        using EmbeddedVectorIndex index = await BuildAsync(TestTaxonomies.Small());

        ValueSearchHit hit = (await new ValueSearch(index, encoder).SearchAsync(query)).Hits[0];

        Assert.Equal(("color", "grey", match, text), (hit.AttributeId, hit.ValueId, hit.Match, hit.Spelling!.Text));
        Assert.Equal(score, hit.Spelling.Score, 1e-9);
        Assert.NotNull(hit.Cosine);
        Assert.Equal(1 - ((1 - score) * (1 - (0.9 * Math.Clamp(hit.Cosine.Value, 0, 1)))), hit.Score, 1e-6);
    }

    [Fact]
    public async Task A_value_is_found_by_meaning_where_no_spelling_fits()
    {
        using EmbeddedVectorIndex index = await BuildAsync(TestTaxonomies.Small());

        ValueSearchHit hit = (await new ValueSearch(index, encoder).SearchAsync("every shade between anthracite and white")).Hits[0];

        Assert.Equal(("grey", ValueMatch.Vector, 1), (hit.ValueId, hit.Match, hit.MeaningRank));
        Assert.Equal(0.9 * hit.Cosine!.Value, hit.Score, 1e-6);
    }

    [Theory]
    [InlineData("16 gigabytes", "16 GB")]
    [InlineData("1024 MB", "1 GB")]
    [InlineData("memory of 16 GB", "16 GB")]
    [InlineData("27 inch", "27 in")]
    [InlineData("68.58 cm", "27 in")]
    [InlineData("screen of 300 mm", "25-35 cm")] // in a range
    public async Task Quantities_are_found_by_their_amount(string query, string label)
    {
        using EmbeddedVectorIndex index = await BuildAsync(SmallTaxonomy.Of(
            new AttributeDefinition
            {
                Id = "memory",
                Name = "Memory",
                Values = SmallTaxonomy.Values("1 GB", "16 GB", "16 MB", "32 GB", "Other"),
            },
            new AttributeDefinition
            {
                Id = "screen",
                Name = "Screen",
                Values = SmallTaxonomy.Values("24 in", "27 in", "25-35 cm", "Curved"),
            }));

        ValueSearchHit hit = (await new ValueSearch(index, encoder).SearchAsync(query)).Hits[0];

        Assert.Equal(label, hit.Label);
    }

    [Theory]
    [InlineData("triple extra large", "Triple extra large (XXXL)")]
    [InlineData("xxxl", "Triple extra large (XXXL)")]
    [InlineData("vintage", "Retro/Vintage")]
    [InlineData("keys", "Key")]
    [InlineData("size 39", "39")] // the attribute is called so
    public async Task Labels_are_found_by_their_parts_and_next_to_words_for_their_attribute(string query, string label)
    {
        using EmbeddedVectorIndex index = await BuildAsync(SmallTaxonomy.Of(
            new AttributeDefinition
            {
                Id = "size",
                Name = "Shoe size",
                Values = SmallTaxonomy.Values("38", "39", "Triple extra large (XXXL)", "Extra large (XL)"),
            },
            new AttributeDefinition
            {
                Id = "style",
                Name = "Style",
                Values = SmallTaxonomy.Values("Retro/Vintage", "Modern", "Key", "39 steps of something"),
            }));

        Assert.Equal(label, (await new ValueSearch(index, encoder).SearchAsync(query)).Hits[0].Label);
    }

    [Fact]
    public async Task A_value_of_several_attributes_of_one_kind_is_one_hit_that_counts_their_categories()
    {
        AttributeDefinition[] attributes =
        [
            new() { Id = "color", Name = "Color", Values = SmallTaxonomy.Values("Red", "Blue") },
            new() { Id = "lens-color", Name = "Lens color", Values = SmallTaxonomy.Values("Red", "Blue") },
            new() { Id = "mood", Name = "Mood", Values = SmallTaxonomy.Values("Blue") },
        ];
        Category[] categories =
        [
            new() { Id = "wear", Name = "Wear", Path = "Wear", Attributes = [] },
            new() { Id = "hats", Name = "Hats", Path = "Wear > Hats", ParentId = "wear", Attributes = [attributes[0]] },
            new() { Id = "coats", Name = "Coats", Path = "Wear > Coats", ParentId = "wear", Attributes = [attributes[0], attributes[2]] },
            new() { Id = "glasses", Name = "Glasses", Path = "Wear > Glasses", ParentId = "wear", Attributes = [attributes[1]] },
        ];
        using EmbeddedVectorIndex index = await BuildAsync(
            new ProductTaxonomy("shared", "v1", categories, attributes, [], SmallTaxonomy.Units, SmallTaxonomy.NumberWords));
        var search = new ValueSearch(index, encoder);

        ValueSearchPage page = await search.SearchAsync("blue");

        Assert.Equal(["color", "mood"], page.Hits.Where(hit => hit.Label == "Blue").Select(hit => hit.AttributeId).Order());
        ValueSearchHit hit = page.Hits.Single(one => one.AttributeId == "color" && one.Label == "Blue");
        Assert.Equal([new ValueId("lens-color", "blue")], hit.Others);
        Assert.Equal((3, "wear"), (hit.Categories, hit.CommonCategoryId));
        Assert.Contains("lens-color", page.Attributes.Select(count => count.Id));
        Assert.Equal(3, (await search.SearchAsync(new ValueQuery("blue") { Merge = false })).Hits.Count(one => one.Label == "Blue"));
    }

    [Fact]
    public async Task Labels_that_every_attribute_has_come_last_unless_they_are_asked_for()
    {
        AttributeDefinition[] attributes = [.. Enumerable.Range(0, 12)
            .Select(i => new AttributeDefinition
            {
                Id = $"a{i}",
                Name = $"Thing {i}",
                Values = SmallTaxonomy.Values("Other", $"Other kind {i}", $"Sort {i}"),
            })];
        using EmbeddedVectorIndex index = await BuildAsync(SmallTaxonomy.Of(attributes));
        var search = new ValueSearch(index, encoder);

        IReadOnlyList<ValueSearchHit> hits = (await search.SearchAsync(new ValueQuery("other sorts of kind") { Limit = 1000 })).Hits;

        int first = hits.Index().First(hit => hit.Item.Label == "Other").Index;
        Assert.True(first > 0);
        Assert.All(hits.Skip(first), hit => Assert.Equal("Other", hit.Label));
        Assert.Equal("Other", (await search.SearchAsync("other")).Hits[0].Label);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \t")]
    public async Task An_empty_query_is_refused_in_a_sentence(string query)
    {
        using EmbeddedVectorIndex index = await BuildAsync(TestTaxonomies.Small());
        var search = new ValueSearch(index, encoder);

        InvalidRequestException refusal = await Assert.ThrowsAsync<InvalidRequestException>(async () => await search.SearchAsync(query));

        Assert.StartsWith("The query is empty. Give a label", refusal.Message);
    }

    [Theory]
    [InlineData("stainles steel", "Stainless steel")] // a letter left out
    [InlineData("stianless steel", "Stainless steel")] // two swapped
    [InlineData("steel stainless", "Stainless steel")] // in another order
    [InlineData("stainlesssteel", "Stainless steel")] // written together
    [InlineData("navi blu", "Navy blue")] // an error, and a beginning
    [InlineData("water proof", "Waterproof")] // written apart
    [InlineData("Badmington", "Badminton")]
    public async Task Typing_errors_word_order_and_blanks_are_forgiven(string query, string label)
    {
        using EmbeddedVectorIndex index = await BuildAsync(SmallTaxonomy.Of(new AttributeDefinition
        {
            Id = "a",
            Name = "A",
            Values = SmallTaxonomy.Values(
                "Stainless steel", "Navy blue", "Navy", "Waterproof", "Water repellent", "Badminton", "Steel", "Carbon steel"),
        }));

        ValueSearchHit hit = (await new ValueSearch(index, encoder).SearchAsync(query)).Hits[0];

        Assert.Equal((label, ValueMatch.Words), (hit.Label, hit.Match));
        Assert.NotEmpty(hit.Spelling!.Words);
    }

    [Fact]
    public async Task Numbers_and_short_words_have_no_typing_errors()
    {
        using EmbeddedVectorIndex index = await BuildAsync(SmallTaxonomy.Of(new AttributeDefinition
        {
            Id = "a",
            Name = "A",
            Values = SmallTaxonomy.Values("128 GB", "256 GB", "Red", "Ned"),
        }));
        var search = new ValueSearch(index, encoder);

        Assert.All((await search.SearchAsync("126")).Hits, hit => Assert.Null(hit.Spelling));
        Assert.Single((await search.SearchAsync("red")).Hits, hit => hit.Spelling is not null);
    }

    [Fact]
    public async Task A_word_that_nothing_has_is_corrected_before_the_encoder_sees_it()
    {
        using EmbeddedVectorIndex index = await BuildAsync(SmallTaxonomy.Of(
            new AttributeDefinition
            {
                Id = "lining",
                Name = "Lining",
                Values = [new TaxonomyValue { Id = "warm", Label = "Warm", Description = "for winter mountaineering" }],
            }));

        ValueSearchPage page = await new ValueSearch(index, encoder).SearchAsync("montaineering gear");

        Assert.Equal("mountaineering gear", page.Corrected);
        float raw = encoder.Encode("montaineering gear")
            .Zip(encoder.Encode(encoder.Space.Prompts.ForValue("Things", "Lining", "for winter mountaineering")), (x, y) => x * y).Sum();
        Assert.True(page.Hits[0].Cosine > raw + 0.05f, $"{page.Hits[0].Cosine} against {raw}");
        Assert.Null((await new ValueSearch(index, encoder).SearchAsync("warm winter")).Corrected);
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
                    ValueSearchPage page = await search.SearchAsync(new ValueQuery(spelling) { Attribute = attribute.Id, Limit = 20 });
                    Assert.Contains(page.Hits, hit => hit.ValueId == value.Id && hit.Match is ValueMatch.Exact or ValueMatch.Alias);
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
        Assert.Contains("Build the index with this encoder", message);
    }

    private async Task<EmbeddedVectorIndex> BuildAsync(ProductTaxonomy taxonomy)
    {
        await new IndexBuilder(scratch["index"]).BuildAsync(taxonomy, encoder);
        return EmbeddedVectorIndex.Open(scratch["index"]);
    }
}
