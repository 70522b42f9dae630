using System.Text.Json;
using System.Text.RegularExpressions;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Taxonomy;

/// <summary>The sample taxonomy and listings are correct and consistent with each other.</summary>
public sealed partial class SampleTaxonomyTests
{
    private static readonly TaxonomyCheck Sample = TaxonomyReader.Check(TestPaths.InProject("taxonomy", "sample"));

    private static ProductTaxonomy Taxonomy => Sample.Taxonomy!;

    [Fact]
    public void The_sample_has_no_problems_and_no_warnings() =>
        Assert.Empty(Sample.Problems.Select(problem => problem.ToString()));

    [Fact]
    public void The_sample_has_a_dozen_leaf_categories_or_more_with_eight_attributes_each_or_more()
    {
        HashSet<string?> parents = [.. Taxonomy.Categories.Select(category => category.ParentId)];
        Category[] leaves = [.. Taxonomy.Categories.Where(category => !parents.Contains(category.Id))];

        Assert.InRange(leaves.Length, 12, int.MaxValue);
        Assert.All(leaves, leaf => Assert.InRange(leaf.Attributes.Count, 8, int.MaxValue));
    }

    [Fact]
    public void The_sample_shows_every_kind_of_attribute_it_teaches()
    {
        Assert.Contains(Taxonomy.Attributes, attribute => attribute.Identifier is { Gtin: true });
        Assert.Contains(
            Taxonomy.Attributes, attribute => attribute is { Kind: AttributeKind.Measurement, Open: true, Quantity.Unit: not null });
        Assert.Contains(Taxonomy.Attributes, attribute => attribute.Kind == AttributeKind.Number);
        Assert.Contains(Taxonomy.Attributes, attribute => attribute.MaxValues > 1);
        Assert.Contains(Taxonomy.Attributes, attribute => attribute.MixedValue is not null);
        Assert.Contains(
            Taxonomy.Attributes.SelectMany(attribute => attribute.Values),
            value => value.Status == ValueStatus.Deprecated && value.ReplacedBy is not null);
    }

    [Fact]
    public async Task Every_sample_listing_is_readable_and_its_category_known()
    {
        List<CatalogRow> rows = await ReadAsync("products.jsonl");

        Assert.InRange(rows.Count, 70, int.MaxValue);
        Assert.All(rows, row => Assert.Null(row.Error));
        Assert.Equal(rows.Count, rows.Select(row => row.Profile!.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(
            rows.Select(row => row.Profile!.Category).OfType<string>(),
            category => Assert.True(Taxonomy.TryFindCategory(category, out _), $"unknown category '{category}'"));
        Assert.Contains(rows, row => row.Profile!.Category is null);
        Assert.Contains(rows, row => row.Profile!.Extra.Count > 0);
    }

    [Fact]
    public async Task Every_value_that_a_sample_listing_should_get_exists()
    {
        Dictionary<string, ProductProfile> listings =
            (await ReadAsync("products.jsonl")).ToDictionary(row => row.Profile!.Id, row => row.Profile!);
        foreach ((string id, Dictionary<string, string[]> values) in ReadGold())
        {
            ProductProfile listing = listings[id];
            IReadOnlyList<AttributeDefinition> attributes =
                listing.Category is { } name && Taxonomy.TryFindCategory(name, out Category? category)
                    ? category.Attributes
                    : Taxonomy.Attributes;
            foreach ((string attributeId, string[] labels) in values)
            {
                AttributeDefinition attribute = Assert.Single(attributes, attribute => attribute.Id == attributeId);
                Assert.InRange(labels.Length, 1, attribute.MaxValues);
                Assert.All(labels, label => Assert.True(
                    attribute.Open || attribute.Values.Any(value => value.Label == label && value.Status == ValueStatus.Active),
                    $"{id}: '{label}' is not a value of '{attributeId}'"));
            }
        }

        Assert.Equal(listings.Keys, ReadGold().Select(gold => gold.Id));
    }

    [Fact]
    public async Task The_bar_codes_of_the_samples_are_valid_but_for_one_that_is_wrong_on_purpose()
    {
        Dictionary<string, string> expected = ReadGold()
            .Where(gold => gold.Values.ContainsKey("gtin"))
            .ToDictionary(gold => gold.Id, gold => Assert.Single(gold.Values["gtin"]));
        var wrong = new List<string>();
        foreach (ProductProfile listing in (await ReadAsync("products.jsonl")).Select(row => row.Profile!))
        {
            foreach (Match code in BarCode().Matches(listing.Title + "\n" + listing.Description))
            {
                if (IsValid(code.Value))
                {
                    Assert.Equal(code.Value, expected.GetValueOrDefault(listing.Id));
                    expected.Remove(listing.Id);
                }
                else
                {
                    wrong.Add(listing.Id);
                }
            }
        }

        Assert.Empty(expected);
        Assert.Single(wrong);
    }

    [Fact]
    public async Task The_same_listings_are_there_as_csv()
    {
        Dictionary<string, ProductProfile> listings =
            (await ReadAsync("products.jsonl")).ToDictionary(row => row.Profile!.Id, row => row.Profile!);
        List<CatalogRow> rows = await ReadAsync("products.csv");

        Assert.Equal(10, rows.Count);
        Assert.All(rows, row => Assert.Equal(listings[row.Profile!.Id].Title, row.Profile.Title));
        Assert.All(rows, row => Assert.Equal(listings[row.Profile!.Id].Description, row.Profile.Description));
    }

    [Fact]
    public async Task Three_of_the_eight_bad_rows_are_bad_each_in_a_way_of_its_own()
    {
        List<CatalogRow> rows = await ReadAsync("bad-rows.jsonl");

        Assert.Equal(["ok-1", null, "ok-2", null, "ok-3", null, "ok-4", "ok-5"], rows.Select(row => row.Profile?.Id));
        Assert.Equal(3, rows.Select(row => row.Error?.Message).OfType<string>().Distinct(StringComparer.Ordinal).Count());
    }

    private static async Task<List<CatalogRow>> ReadAsync(string file)
    {
        var rows = new List<CatalogRow>();
        await using ProductReader reader = ProductReader.Open(TestPaths.InProject("samples", file));
        await foreach (CatalogRow row in reader.ReadAsync())
        {
            rows.Add(row);
        }

        return rows;
    }

    private static List<(string Id, Dictionary<string, string[]> Values)> ReadGold() =>
    [
        .. File.ReadLines(TestPaths.InProject("samples", "gold.jsonl")).Select(line =>
        {
            JsonElement row = JsonElement.Parse(line);
            return (row.GetProperty("id").GetString()!, row.GetProperty("values").Deserialize<Dictionary<string, string[]>>()!);
        }),
    ];

    // GS1 General Specifications, 7.9: weights 3 and 1 in turn from the right, the check digit left out.
    private static bool IsValid(string code)
    {
        int sum = code[..^1].Reverse().Select((digit, place) => (digit - '0') * (place % 2 == 0 ? 3 : 1)).Sum();
        return (10 - (sum % 10)) % 10 == code[^1] - '0';
    }

    [GeneratedRegex(@"(?<!\d)\d{12,13}(?!\d)")]
    private static partial Regex BarCode();
}
