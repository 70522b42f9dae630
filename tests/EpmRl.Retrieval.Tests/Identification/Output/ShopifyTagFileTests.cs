using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;
using static EpmRl.Retrieval.Tests.Identification.Output.OutputSamples;

namespace EpmRl.Retrieval.Tests.Identification.Output;

public sealed class ShopifyTagFileTests
{
    private static readonly TagFileOptions Shopify = new() { Target = ImportTarget.Shopify };

    private static readonly AttributeDefinition
        Color = Listed("color", "Color", 3, "Red", "Black"), Size = Listed("clothing-size", "Size", 1, "M"),
        Neck = Listed("neckline", "Neckline", 1, "Crew neck"),
        Weight = Measured("weight", "Weight", "kg"), Care = Listed("care", "Care", 1, "=Wash");

    [Fact]
    public async Task A_product_has_one_row_with_what_all_its_variants_agree_in()
    {
        ProductProfile first = Variant("tee", "tee-1", new ProductOption("Cut", "A")),
        second = Variant("tee", "tee-2", new ProductOption("Cut", "B"));
        (byte[] bytes, IReadOnlyList<string> leftOut) = await WriteAsync("t.csv", Shopify, TaxonomyOf("t", Size, Color, Neck, Weight, Care),
            (first, Result(
                "tee-1", Answer(Size, Value("M", 0.9, new Evidence(ProfileField.Options, 5, 6, "M"))),
                Answer(Color, Value("Red"), Value("Black")), Answer(Neck, Value("Crew neck")),
                Answer(Care, Value("=Wash")))),
            (second, Result("tee-2", Answer(Size, Value("M")), Answer(Color, Value("Black"), Value("Red")), Answer(Neck))),
            (Variant("lap", "lap"), Result("lap", Answer(Weight, Open("2.80 kg", 2.8, "kg")), Answer(Care, Value("=Wash")))));

        Assert.Equal(
            """
            Title,URL handle,Color (product.metafields.custom.color),Weight (product.metafields.custom.weight),Care (product.metafields.custom.care)
            "Tee, red",tee,Red; Black,,
            "Tee, red",lap,,2.80 kg,=Wash

            """,
            TextOf(bytes));
        Assert.Equal(
            [
                "Left out (1): attributes of products that are options, which their variants have already (first: tee, clothing-size).",
                "Left out (2): attributes of products in which their variants differ (first: tee, neckline).",
            ],
            leftOut);
    }

    [Fact]
    public async Task A_taxonomy_that_is_shopifys_fills_category_metafields_with_handles()
    {
        (byte[] bytes, IReadOnlyList<string> leftOut) = await WriteAsync("t.csv", Shopify, TaxonomyOf("shopify-2025-08", Color, Neck),
            (Variant("tee", "1"), Result("1", Answer(Color, Value("Red"), Value("Black")), Answer(Neck, Value("Crew neck")))),
            (Variant("cap", "2"), Result("2", Answer(Color, Open("Octarine")))));

        Assert.Equal(
            "Title,URL handle,Color (product.metafields.shopify.color-pattern),Neckline (product.metafields.shopify.neckline)\n\"Tee, "
                + "red\",tee,red; black,crew-neck\n", TextOf(bytes));
        Assert.Equal(["Left out (1): open values, which category metafields cannot refer to (first: cap, color)."], leftOut);
    }

    [Fact]
    public async Task A_metafield_for_which_nothing_was_found_keeps_what_the_feed_has()
    {
        ProductProfile listing = Variant("cap", "2") with
        {
            Extra = new Dictionary<string, JsonElement>
            {
                ["Hals (product.metafields.custom.neckline)"] = JsonElement.Parse("\"V-neck\""),
                ["Other (product.metafields.custom.other)"] = JsonElement.Parse("\"x\""),
            },
        };
        (byte[] bytes, _) = await WriteAsync("t.csv", Shopify, TaxonomyOf("t", Color, Neck),
            (Variant("tee", "1"), Result("1", Answer(Neck, Value("Crew neck")))),
            (listing, Result("2", Answer(Color, Value("Red")))));

        Assert.Equal(
            "Title,URL handle,Color (product.metafields.custom.color),Neckline (product.metafields.custom.neckline)\n\"Tee, "
                + "red\",tee,,Crew neck\n\"Tee, red\",cap,Red,V-neck\n", TextOf(bytes));
    }

    [Fact]
    public async Task Rows_without_a_handle_or_apart_from_their_product_are_left_out_and_counted()
    {
        TagResult result = Result("1", Answer(Neck, Value("Crew neck")));
        (byte[] bytes, IReadOnlyList<string> leftOut) =
            await WriteAsync("t.csv", Shopify with { Namespace = "my-app" }, TaxonomyOf("t", Neck),
            (Variant("tee", "1"), result), (Listing("2"), result), (Variant("cap", "3"), result), (Variant("tee", "4"), result),
            (Variant("hat", "5") with { Title = " " }, result));

        Assert.Equal("Title,URL handle,Neckline (product.metafields.my-app.neckline)\n\"Tee, red\",tee,Crew neck\n\"Tee, red\",cap,Crew "
            + "neck\n", TextOf(bytes));
        Assert.Equal(
            ["rows without a handle", "rows that lie apart", "products without a title"],
            leftOut.Select(note => string.Join(' ', note.Split(' ').Skip(3).Take(4)).Split(',')[0]));
    }

    [Fact]
    public async Task Two_attributes_of_one_metafield_are_refused_by_name_before_anything_is_written()
    {
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => WriteAsync("t.csv", Shopify, TaxonomyOf("t", Listed("a-b", "A", 1), Listed("a.b", "B", 1))));

        Assert.Equal("The attributes 'a-b' and 'a.b' would be one metafield of Shopify, 'custom.a_b'. Give one of them another "
            + "id.", refused.Message);
    }

    private static ProductProfile Variant(string handle, string id, params ProductOption[] options) =>
        new() { Id = id, Title = "Tee, red", GroupId = handle, Options = options };
}
