using System.Text;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Composition;

namespace EpmRl.Retrieval.Training.Tests.Composition;

public sealed class ListingComposerTests
{
    private static readonly ListingComposerOptions Few =
        new() { Categories = 3, ListingsOfCategory = 20, FewestAttributes = 2, CategoriesOfOneParent = 3 };

    private static readonly ProductTaxonomy Taxonomy = Shop();

    [Fact]
    public void Every_labelled_value_of_a_listing_is_in_its_text_and_no_other_attribute_has_one()
    {
        LabelledListing[] listings = [.. new ListingComposer(Taxonomy, Few).Compose(new HashSet<string>())];

        Assert.Equal(60, listings.Length);
        foreach (LabelledListing listing in listings)
        {
            Assert.True(Taxonomy.TryFindCategory(listing.Category, out Category? category), listing.Category);
            Assert.Equal(category.Attributes.Select(attribute => attribute.Name), listing.Gold.Keys);
            string text = Letters($"{listing.Profile.Title} {listing.Profile.Description}");
            foreach (string label in listing.Gold.Values.SelectMany(labels => labels))
            {
                Assert.True(text.Contains(Letters(label), StringComparison.Ordinal) || IsMistyped(label, text), $"{label}: {text}");
            }
        }

        Assert.Contains(listings, listing => listing.Gold.Values.Any(labels => labels.Count == 0));
        Assert.Contains(listings, listing => listing.Gold.Values.Count(labels => labels.Count == 1) > 1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_listings_and_another_seed_others()
    {
        static byte[] Lines(int seed)
        {
            using var stream = new MemoryStream();
            LabelledListingWriter.Write(new ListingComposer(Taxonomy, Few with { Seed = seed }).Compose(new HashSet<string>()), stream);
            return stream.ToArray();
        }

        Assert.Equal(Lines(1), Lines(1));
        Assert.NotEqual(Lines(1), Lines(2));
    }

    [Fact]
    public void Categories_that_are_left_out_take_what_is_below_and_above_them_along()
    {
        Category top = Taxonomy.Categories.First(category => category.ParentId is null);

        Assert.Empty(new ListingComposer(Taxonomy, Few).Compose(new HashSet<string> { top.Id }));
        LabelledListing[] others = [.. new ListingComposer(Taxonomy, Few).Compose(new HashSet<string> { "shirts" })];
        Assert.NotEmpty(others);
        Assert.DoesNotContain(others, listing => listing.Category.EndsWith("Shirts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_written_reads_back_as_labelled_listings()
    {
        using var folder = new ScratchFolder();
        LabelledListing[] listings = [.. new ListingComposer(Taxonomy, Few).Compose(new HashSet<string>())];
        using (FileStream stream = File.Create(folder["composed.jsonl"]))
        {
            Assert.Equal(listings.Length, LabelledListingWriter.Write(listings, stream));
        }

        LabelledDataSet read = await LabelledDataSetReader.ReadAsync(folder.Path, "composed.jsonl");

        Assert.Empty(read.BadRows);
        Assert.Equal(
            listings.Select(listing => (listing.Profile.Title, listing.Category, Labels(listing))),
            read.Listings.Select(listing => (listing.Profile.Title, listing.Category, Labels(listing))));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Numbers_below_one_are_refused(int categories, int listings) => Assert.Throws<ArgumentOutOfRangeException>(() =>
        new ListingComposer(Taxonomy, new ListingComposerOptions { Categories = categories, ListingsOfCategory = listings })
            .Compose(new HashSet<string>()));

    private static ProductTaxonomy Shop()
    {
        AttributeDefinition Named(string id, params string[] labels) =>
            new() { Id = id, Name = char.ToUpperInvariant(id[0]) + id[1..], Values = SmallTaxonomy.Values(labels) };
        AttributeDefinition color = Named("color", "Navy Blue", "Crimson", "Anthracite", "Off-White"),
        fit = Named("fit", "Regular", "Relaxed", "Tailored");
        AttributeDefinition size = Named("size", "Medium (M)", "Large (L)"), sole = Named("sole", "Rubber", "Leather");
        Category Leaf(string id, string name, params AttributeDefinition[] attributes) =>
            new() { Id = id, Name = name, ParentId = "clothing", Path = $"Clothing > {name}", Attributes = attributes };
        return new ProductTaxonomy(
            "shop", "v1",
            [
                new Category { Id = "clothing", Name = "Clothing", Path = "Clothing" },
                Leaf("shirts", "Shirts", color, fit, size), Leaf("boots", "Boots & Clogs", color, sole),
                Leaf("coats", "Coats", color, fit, size), Leaf("gifts", "Gifts", color),
            ],
            [color, fit, size, sole], [], SmallTaxonomy.Units, SmallTaxonomy.NumberWords);
    }

    private static string Letters(string text) =>
        new StringBuilder().AppendJoin("", text.ToLowerInvariant().Where(char.IsLetterOrDigit)).ToString();

    // A wording may hold one typing error, or one side of a parenthesis.
    private static bool IsMistyped(string label, string text) => label.Split('(', ')').Select(Letters).Where(part => part.Length > 0)
        .Any(part => text.Contains(part, StringComparison.Ordinal)
            || Enumerable.Range(0, part.Length).Any(cut => text.Contains(part.Remove(cut, 1), StringComparison.Ordinal))
            || Enumerable.Range(1, Math.Max(0, part.Length - 2)).Any(at =>
                text.Contains($"{part[..at]}{part[at + 1]}{part[at]}{part[(at + 2)..]}", StringComparison.Ordinal)
                || text.Contains(part.Insert(at, part[at].ToString()), StringComparison.Ordinal)));

    private static string Labels(LabelledListing listing) =>
        string.Join(';', listing.Gold.Select(gold => $"{gold.Key}={string.Join(',', gold.Value)}"));
}
