using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Identification.Categories;

public sealed class CategoryResolverTests : IDisposable
{
    private static readonly AttributeDefinition Wattage = new()
    {
        Id = "wattage", Name = "Wattage", Kind = AttributeKind.Measurement, Open = true, Quantity = new QuantityFormat { Unit = "W" },
    };

    private static readonly AttributeDefinition Memory = new()
    {
        Id = "memory", Name = "Memory", Kind = AttributeKind.Measurement, Open = true, Quantity = new QuantityFormat { Unit = "GB" },
    };

    private static readonly Category Lamps = new()
    {
        Id = "lamps", Name = "Lamps", Path = "Lamps", Attributes = [Wattage],
        Names = new Dictionary<string, IReadOnlyList<string>> { ["de"] = ["Leuchten", "Leuchte"], ["fr"] = ["Lampe"] },
    };

    private static readonly Category Phones = new() { Id = "phones", Name = "Phones", Path = "Phones", Attributes = [Memory] };

    private readonly ScratchFolder folder = new();
    private readonly HashingEncoder encoder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_named_kind_is_the_category_with_its_place_as_evidence()
    {
        CategoryAnswer answer = await AskAsync("Deckenleuchte 40 W");
        Assert.Equal("lamps", answer.Id);
        Assert.True(answer.Predicted);
        CategoryCandidate best = answer.Candidates[0];
        Assert.InRange(best.Probability, 0.5, 1);
        Assert.Equal("Deckenleuchte", Assert.Single(best.Evidence).Text);
    }

    [Fact]
    public async Task A_listing_of_no_category_gets_none_but_candidates()
    {
        CategoryAnswer answer = await AskAsync("qqq zzz");
        Assert.Null(answer.Id);
        Assert.NotEmpty(answer.Candidates);
        Assert.All(answer.Candidates, candidate => Assert.InRange(candidate.Probability, 0, 0.5));
    }

    [Fact]
    public async Task The_threshold_decides_from_which_probability_a_category_is_taken()
    {
        Assert.Equal("lamps", (await AskAsync("qqq zzz 40 W", new IdentificationOptions { CategoryThreshold = 0 })).Id);
        Assert.Null((await AskAsync("Deckenleuchte 40 W", new IdentificationOptions { CategoryThreshold = 1 })).Id);
        await Assert.ThrowsAsync<ArgumentException>(() => AskAsync("x", new IdentificationOptions { CategoryThreshold = 1.5 }));
    }

    [Fact]
    public async Task A_listing_may_give_a_further_name_of_its_category()
    {
        CategoryAnswer answer = await AskAsync("qqq", category: "leuchten");
        Assert.Equal(("lamps", false), (answer.Id, answer.Predicted));
    }

    [Fact]
    public async Task The_default_category_is_that_of_listings_which_name_none()
    {
        var options = new IdentificationOptions { DefaultCategory = "Phones" };
        CategoryAnswer assumed = await AskAsync("Deckenleuchte 40 W", options);
        Assert.Equal(("phones", true, false), (assumed.Id, assumed.Assumed, assumed.Predicted));
        Assert.Equal("phones", (await AskAsync("Deckenleuchte", options, category: "unknown")).Id);
        Assert.Equal("lamps", (await AskAsync("qqq", options, category: "Lamps")).Id);
        var refusal =
            await Assert.ThrowsAsync<ArgumentException>(() => AskAsync("x", new IdentificationOptions { DefaultCategory = "Phonse" }));
        Assert.Contains("'Phones'", refusal.Message);
    }

    [Fact]
    public async Task The_only_category_of_a_taxonomy_needs_no_prediction()
    {
        CategoryAnswer answer = await AskAsync("qqq zzz", categories: Lamps);
        Assert.Equal(("lamps", "Lamps", true, false), (answer.Id, answer.Path, answer.Assumed, answer.Predicted));
        Assert.Empty(answer.Candidates);
    }

    private async Task<CategoryAnswer> AskAsync(
        string title, IdentificationOptions? options = null, string? category = null, params Category[] categories)
    {
        categories = categories.Length > 0 ? categories : [Lamps, Phones];
        var taxonomy = new ProductTaxonomy(
            "shop", "v1", categories, [.. categories.SelectMany(one => one.Attributes)], [], SmallTaxonomy.Units,
            SmallTaxonomy.NumberWords);
        string path = folder[$"index-{categories.Length}"];
        await new IndexBuilder(path).BuildAsync(taxonomy, encoder);
        using EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(path);
        var identifier = new AttributeIdentifier(index, encoder, options);
        TagResult result =
            Assert.Single(await identifier.IdentifyAsync([new ProductProfile { Id = "1", Title = title, Category = category }]));
        return result.Category;
    }
}
