using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Catalog;

/// <summary>Exports by their columns, and rows that belong together. The samples follow the programs' documented formats.</summary>
public sealed class KnownExportTests
{
    [Fact]
    public async Task Variants_of_a_Shopify_export_share_the_first_rows_text_and_have_their_own_options()
    {
        var notes = new List<string>();
        ProductProfile[] listings = await SampleAsync("shopify.csv", new() { Note = notes.Add });

        Assert.Equal(["VEL-TEE-R-M", "VEL-TEE-B-XL", "velora-crew-tee/White/S", "HEL-X17"], listings.Select(listing => listing.Id));
        Assert.Equal(
            ["Color: Red; Size: M", "Color: Black; Size: XL", "Color: White; Size: S", ""], listings.Select(listing => listing.OptionText));
        Assert.All(listings.Take(3), listing =>
        {
            Assert.Equal(("Velora Crew Neck T-Shirt", "velora-crew-tee"), (listing.Title, listing.GroupId));
            Assert.Contains("100% cotton", listing.Description, StringComparison.Ordinal);
            Assert.Equal("T-shirts", listing.OtherCategories[0]);
            Assert.True(listing.TryGetColumn("Vendor", out var vendor) && vendor.GetString() == "Velora");
        });
        Assert.Equal([2, 4, 5, 7], listings.Select(listing => (int)listing.Row!));
        Assert.False(listings[2].TryGetColumn("Variant SKU", out _)); // of one variant alone
        Assert.Contains(notes, note => note.Contains("a product export of Shopify: id from 'Variant SKU'; title from "
            + "'Title'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_newer_column_names_of_Shopify_are_known()
    {
        const string Feed = "Title,URL handle,Description,Vendor,Product category,Type,SKU,Barcode,Option1 name,Option1 "
            + "value,Price\nTee,tee,Cotton,Velora,,T-shirts,,,Color,Red,9\n,tee,,,,,T-2,4006381333931,,Blue,9\n";

        List<CatalogRow> rows = await CatalogText.ReadAsync(Feed, "feed.csv");

        Assert.Equal([("tee/Red", "Color: Red"), ("T-2", "Color: Blue")], rows.Select(row => (row.Profile!.Id, row.Profile.OptionText)));
        Assert.Equal(("Tee", "Cotton", "T-shirts"), (rows[1].Profile!.Title, rows[1].Profile!.Description, rows[1].Profile!.Category));
    }

    [Fact]
    public async Task Variations_of_a_WooCommerce_export_find_their_parent_by_number_or_id_anywhere_before_them()
    {
        ProductProfile[] listings = await SampleAsync("woocommerce.csv");

        Assert.Equal(["VEL-TEE", "HEL-X17", "VEL-TEE-R", "104"], listings.Select(listing => listing.Id));
        Assert.Equal(["Fit: Slim", "", "Color: Red; Fit: Slim", "Color: Black; Fit: Slim"], listings.Select(listing => listing.OptionText));
        Assert.Equal(["VEL-TEE", null, "VEL-TEE", "VEL-TEE"], listings.Select(listing => listing.GroupId));
        Assert.Equal("<p>Crew neck tee.</p>\n<p>Made of 100% cotton.</p>\\n", listings[3].Description);
        Assert.Equal(("T-shirts", "Sale"), (listings[3].Category, listings[3].OtherCategories[0]));
        Assert.True(listings[3].TryGetColumn("Brands", out var brand) && brand.GetString() == "Velora");
    }

    [Fact]
    public async Task A_variation_whose_parent_is_not_there_is_read_by_its_own_text_and_that_is_said()
    {
        var notes = new List<string>();
        const string Feed = "ID,Type,SKU,Name,Published,Short description,Description,Categories,Parent,Attribute 1 name,Attribute 1 "
            + "value(s)\n1,variation,A,Tee - Red,1,,,,GONE,Color,Red\n";

        ProductProfile listing = Assert.Single(await CatalogText.ReadAsync(Feed, "feed.csv", new() { Note = notes.Add })).Profile!;

        Assert.Equal(("Tee - Red", "GONE"), (listing.Title, listing.GroupId));
        Assert.Contains(
            notes, note => note.StartsWith("feed.csv:2: the parent 'GONE' was not read before this row", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "Heliotron Raptor X17 17,3 Zoll Notebook 32 GB RAM")]
    [InlineData("en_US", "Heliotron Raptor X17 17.3\" laptop 32GB RAM")]
    [InlineData("en", "Heliotron Raptor X17 17.3\" laptop 32GB RAM")]
    public async Task An_Akeneo_export_is_read_in_one_locale_and_in_another_where_that_has_nothing(string? locale, string title)
    {
        ProductProfile[] listings = await SampleAsync("akeneo.csv", new() { Locale = locale });

        Assert.Equal([title, "Velora crew neck t-shirt red M"], listings.Select(listing => listing.Title));
        Assert.Equal([("HEL-X17", "laptops"), ("VEL-TEE-R-M", "clothing")], listings.Select(listing => (listing.Id, listing.Category)));
        Assert.Equal(["gaming", "laptops"], listings[0].OtherCategories.Prepend("").Skip(1).Append("laptops").Distinct());
        Assert.Equal("vel-tee", listings[1].GroupId);
        Assert.Equal("red", listings[1].Extra["color"].GetString());
    }

    [Theory]
    [InlineData("google.tsv")]
    [InlineData("google.xml")]
    public async Task Items_of_a_group_share_what_one_of_them_leaves_out(string file)
    {
        ProductProfile[] listings = await SampleAsync(file);

        Assert.Equal(["VEL-TEE-R-M", "VEL-TEE-B-XL", "HEL-X17"], listings.Select(listing => listing.Id));
        Assert.Equal(["VEL-TEE", "VEL-TEE", null], listings.Select(listing => listing.GroupId));
        Assert.Equal(["color: Red; size: M", "color: Black; size: XL", ""], listings.Select(listing => listing.OptionText));
        Assert.Equal("100% cotton", listings[1].Description);
        Assert.Equal(("Clothing, shoes and bags > T-shirts", "212"), (listings[0].Category, listings[0].OtherCategories[0]));
    }

    [Fact]
    public async Task A_mapping_overrules_what_is_known_and_groups_rows_of_any_file()
    {
        ProductProfile[] mapped = await SampleAsync("shopify.csv", new() { Map = ColumnMap.Parse("title=Handle") });
        List<CatalogRow> grouped =
            await CatalogText.ReadAsync("id,title,model\n1,Lamp,m\n2,,m\n", "feed.csv", new() { Map = ColumnMap.Parse("group=model") });

        Assert.Equal("velora-crew-tee", mapped[0].Title);
        Assert.Equal(
            [("1", "Lamp", "m"), ("2", "Lamp", "m")], grouped.Select(row => (row.Profile!.Id, row.Profile.Title, row.Profile.GroupId!)));
    }

    [Fact]
    public async Task An_ordinary_file_is_no_export_and_nothing_is_said()
    {
        var notes = new List<string>();

        ProductProfile listing = Assert.Single(await CatalogText.ReadAsync(
            "id,title,description,category,price,brand,color\n1,Lamp,Oak,Lamps,9,Norvik,red\n", "feed.csv",
            new() { Note = notes.Add })).Profile!;

        Assert.Empty(listing.Options);
        Assert.Empty(notes);
    }

    [Fact]
    public async Task Families_are_kept_in_bounded_memory()
    {
        var text = new System.Text.StringBuilder("Handle,Title,Body (HTML),Option1 Name,Option1 Value,Variant SKU\n");
        string body = new('x', 20_000);
        for (int i = 0; i < 4000; i++)
        {
            text.Append(i).Append(",Lamp,").Append(body).Append(",Color,Red,s").Append(i).Append('\n');
        }

        text.Append("3999,,,,Blue,last\n0,,,,Blue,first\n");
        List<CatalogRow> rows = [.. (await CatalogText.ReadAsync(text.ToString(), "feed.csv")).TakeLast(2)];

        Assert.Equal("Lamp", rows[0].Profile!.Title);
        Assert.NotNull(rows[1].Error); // 80 MB lie between this row and its product's first
    }

    private static async Task<ProductProfile[]> SampleAsync(string name, ProductReaderOptions? options = null)
    {
        List<CatalogRow> rows =
            await CatalogText.ReadAsync(await File.ReadAllBytesAsync(TestPaths.InProject("samples", "feeds", name)), name, options);
        Assert.All(rows, row => Assert.Null(row.Error));
        return [.. rows.Select(row => row.Profile!)];
    }
}
