using System.Text;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Tests.Catalog;

[Collection(nameof(MeasuredAlone))] // memory is measured
public sealed class JsonArrayTests
{
    [Theory]
    [InlineData("""[{"id":1,"title":"one"},{"id":2,"title":"two"}]""", 1, 1)]
    [InlineData("[\n  {\"id\":1,\n   \"title\":\"one\"},\n  {\"id\":2, \"title\":\"two\"}\n]\n", 2, 4)]
    [InlineData("\n[ {\"id\":1,\"title\":\"one\"}\n, {\"id\":2,\"title\":\"two\"} ]", 2, 3)]
    public async Task Every_element_is_a_listing_whatever_the_file_is_called(string text, int first, int second)
    {
        foreach (string name in new[] { "feed.json", "feed.jsonl", "-" })
        {
            List<CatalogRow> rows = await CatalogText.ReadAsync(text, name);

            Assert.Equal([("1", "one"), ("2", "two")], rows.Select(row => (row.Profile!.Id, row.Profile.Title)));
            Assert.Equal([first, second], rows.Select(row => (int)row.Line));
        }
    }

    [Theory]
    [InlineData("""{"products":[{"id":1,"title":"one"},{"id":2,"title":"two"}]}""")]
    [InlineData("{\n  \"count\": 2,\n  \"products\": [\n    {\"id\":1,\"title\":\"one\"},\n    {\"id\":2,\"title\":\"two\"}\n  ],\n  \"next\": null\n}\n")]
    [InlineData("""{"_links":{"self":{"href":"a"}},"current_page":1,"_embedded":{"items":[{"id":1,"title":"one"},{"id":2,"title":"two"}]}}""")]
    [InlineData("{\n  \"id\": 1,\n  \"title\": \"one\"\n}\n{\n  \"id\": 2,\n  \"title\": \"two\"\n}\n")]
    [InlineData("{\"id\":1,\"title\":\"one\",\"variants\":[{\"id\":7}]}\n{\"id\":2,\"title\":\"two\"}\n")]
    [InlineData("{\"id\":1,\"offers\":[{\"price\":3}],\"title\":\"one\"}\n{\"id\":2,\"title\":\"two\"}\n")]
    [InlineData("{\"id\":1,\"items\":[{\"title\":\"a part\"}],\"title\":\"one\"}\n{\"id\":2,\"title\":\"two\"}\n")]
    [InlineData("{\"variants\":[],\"id\":1,\"title\":\"one\"}\n{\"id\":2,\"title\":\"two\"}\n")]
    public async Task Listings_are_found_in_the_array_of_an_object_and_in_objects_over_several_lines(string text)
    {
        List<CatalogRow> rows = await CatalogText.ReadAsync(text, "feed.json");

        Assert.Equal([("1", "one"), ("2", "two")], rows.Select(row => (row.Profile!.Id, row.Profile.Title)));
    }

    [Fact]
    public async Task Products_of_the_API_of_a_shop_need_no_mapping()
    {
        List<CatalogRow> rows = await CatalogText.ReadAsync(
            """{"products":[{"id":7,"title":"Mug","body_html":"<p>Blue</p>","vendor":"Nordbo","product_type":"Mugs","handle":"mug","variants":[{"id":8}],"image":null}]}""", "products.json");

        ProductProfile mug = Assert.Single(rows).Profile!;
        Assert.Equal(("7", "Mug", "<p>Blue</p>", "Mugs"), (mug.Id, mug.Title, mug.Description, mug.Category));
    }

    [Fact]
    public async Task An_object_over_several_lines_that_cannot_be_read_costs_itself_alone()
    {
        List<CatalogRow> rows = await CatalogText.ReadAsync("{\n  \"id\": 1,\n  \"title\": \"one\"\n}\n{\n  \"id\": 2\n  \"title\": "
            + "\"two\"\n}\n{\n  \"id\": 3,\n  \"title\": \"three\"\n}\n", "feed.json");

        Assert.Equal(["1", null, "3"], rows.Select(row => row.Profile?.Id));
        Assert.Equal(5, rows[1].Error!.Line);
    }

    [Theory]
    [InlineData("  {\"id\":2,\"title\":\"two\",\n", "is not allowed here")] // never closed
    [InlineData("  {\"id\":2,\"title\":\"two},\n", "the line ends here")]
    [InlineData("  {\"id\":2,\"title\":\"two\"]},\n", "is not allowed here")]
    [InlineData("  {\"id\":2,\"title\":3},\n", "Expected a text")]
    [InlineData("  7,\n", "Expected a JSON object, found the number 7")]
    public async Task An_element_that_cannot_be_read_costs_itself_alone(string bad, string message)
    {
        List<CatalogRow> rows = await CatalogText.ReadAsync(
            "[\n  {\"id\":1,\"title\":\"one\"},\n" + bad + "  {\"id\":3,\"title\":\"three\"},\n  {\"id\":4,\"title\":\"four\"}\n]",
            "feed.json");

        Assert.Equal(["1", null, "3", "4"], rows.Select(row => row.Profile?.Id));
        Assert.Contains(message, rows[1].Error!.Message, StringComparison.Ordinal);
        Assert.Equal(3, rows[1].Error!.Line);
    }

    [Theory]
    [InlineData("""[{"id":1,"title":"one"}""", "feed.json:1: the JSON array is never closed")]
    [InlineData("""[{"id":1,"title":"one"}] {}""", "feed.json:1: text follows the end of the JSON array")]
    public async Task An_array_without_a_proper_end_is_reported_after_its_rows(string text, string message)
    {
        await using var reader = new ProductReader(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), "feed.json");
        var read = new List<CatalogRow>();
        var fault = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (CatalogRow row in reader.ReadAsync())
            {
                read.Add(row);
            }
        });

        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal("one", Assert.Single(read).Profile!.Title);
    }

    [Fact]
    public async Task An_element_longer_than_the_limit_is_reported_and_the_next_one_is_read()
    {
        string text = "[\n{\"id\":1,\"title\":\"" + new string('x', 100_000) + "\"},\n{\"id\":2,\"title\":\"two\"}\n]";

        List<CatalogRow> rows = await CatalogText.ReadAsync(text, "feed.json", new() { MaxRowBytes = 1024 });

        Assert.Contains("longer than 1,024 bytes", rows[0].Error!.Message, StringComparison.Ordinal);
        Assert.Equal("two", rows[1].Profile!.Title);
    }

}
