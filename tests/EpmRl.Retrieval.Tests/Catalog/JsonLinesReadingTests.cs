using System.IO.Compression;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Tests.Catalog;

public sealed class JsonLinesReadingTests
{
    [Fact]
    public async Task A_row_becomes_a_listing_and_keeps_its_other_fields_as_they_came()
    {
        List<CatalogRow> rows = await CatalogText.ReadAsync(
            """{"id":"a1","title":"Été","description":"x","category":"Shoes","price":1.50,"tags":["a", "b"],"n":null}""");

        ProductProfile listing = Assert.Single(rows).Profile!;
        Assert.Equal(("a1", "Été", "x", "Shoes"), (listing.Id, listing.Title, listing.Description, listing.Category));
        Assert.Equal(["price", "tags", "n"], listing.Extra.Keys);
        Assert.Equal("1.50", listing.Extra["price"].GetRawText());
        Assert.Equal("""["a", "b"]""", listing.Extra["tags"].GetRawText());
    }

    [Fact]
    public async Task A_bad_row_is_reported_with_its_place_and_the_rows_around_it_are_read()
    {
        List<CatalogRow> rows = await CatalogText.ReadAsync(
            """
            {"id":1,"title":"one"}

            {"id":2,"title":3}
            {"title":"four"}
            """);

        Assert.Equal(["1", null, "line-4"], rows.Select(row => row.Profile?.Id));
        Assert.Equal("feed.jsonl:3: field 'title': Expected a text, found the number 3.", rows[1].Error!.ToString());
        Assert.Equal("""{"id":2,"title":3}""", rows[1].Error!.Row);
    }

    [Theory]
    [InlineData("""{"id":"a","title":"x","title":"y"}""", "title", "Duplicate key")]
    [InlineData("""{"id":true,"title":"x"}""", "id", "found true")]
    [InlineData("""{"id":["a"],"title":"x"}""", "id", "found an array")]
    [InlineData("""{"id":"a","title":"x","description":["b"]}""", "description", "found an array")]
    [InlineData("""{"id":"a","title":"x","category":{}}""", "category", "found an object")]
    [InlineData("""{"id":"a","title":" ","description":""}""", "title", "both empty")]
    [InlineData("""{"id":"a","Title":"x"}""", "title", "only id, Title")]
    [InlineData("{}", "title", "only nothing")]
    [InlineData("""[{"id":"a"}]""", "title", "only id")]
    [InlineData("\"text\"", null, "found a text")]
    [InlineData("""{"id":"a","title":"x"} {"id":"b"}""", null, "at byte 24")]
    [InlineData("""{"id":"a","title":"x",}""", null, "Not valid JSON at byte")]
    [InlineData("""{"id":"a","title":"cut off""", null, "Not valid JSON at byte")]
    [InlineData("""{"id":"a","title":"\ud83d"}""", null, "lone surrogate")]
    [InlineData("""{"id":"a","title":"x","\ud83d":1}""", null, "lone surrogate")]
    [InlineData("""{"id":NaN,"title":"x"}""", null, "Not valid JSON at byte 7")]
    public async Task Every_fault_names_its_field_and_says_what_was_found(string row, string? field, string message)
    {
        RowError error = Assert.Single(await CatalogText.ReadAsync(row)).Error!;

        Assert.Equal(field, error.Field);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nesting_beyond_reason_is_an_error_not_a_crash()
    {
        string bomb = "{\"id\":\"a\",\"title\":\"x\",\"b\":" + new string('[', 300_000) + new string(']', 300_000) + "}";

        List<CatalogRow> rows = await CatalogText.ReadAsync(bomb + "\n{\"title\":\"next\"}");

        Assert.Contains("depth", rows[0].Error!.Message, StringComparison.Ordinal);
        Assert.Equal("next", rows[1].Profile!.Title);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_cost_their_row_only()
    {
        byte[] bytes = [.. "{\"title\":\"caf"u8, 0xe9, .. "\"}\n{\"title\":\"next\"}"u8];

        List<CatalogRow> rows = await CatalogText.ReadAsync(bytes);

        Assert.Contains("Not valid UTF-8 at byte 14", rows[0].Error!.Message, StringComparison.Ordinal);
        Assert.Equal("next", rows[1].Profile!.Title);
    }

    [Fact]
    public async Task The_encoding_that_is_stated_is_used()
    {
        byte[] bytes = [.. "{\"title\":\"caf"u8, 0xe9, .. "\"}"u8];

        List<CatalogRow> rows =
            await CatalogText.ReadAsync(bytes, options: new ProductReaderOptions { Encoding = System.Text.Encoding.Latin1 });

        Assert.Equal("café", rows[0].Profile!.Title);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task A_byte_order_mark_determines_the_encoding(string encoding)
    {
        System.Text.Encoding written = System.Text.Encoding.GetEncoding(encoding);
        byte[] bytes = [.. written.GetPreamble(), .. written.GetBytes("{\"title\":\"café 😀\"}\r\n")];

        Assert.Equal("café 😀", Assert.Single(await CatalogText.ReadAsync(bytes)).Profile!.Title);
    }

    [Fact]
    public async Task A_file_without_a_known_extension_is_recognised_by_its_first_character()
    {
        Assert.Equal("x", Assert.Single(await CatalogText.ReadAsync("\n {\"title\":\"x\"}", "-")).Profile!.Title);
        Assert.Equal("x", Assert.Single(await CatalogText.ReadAsync("title,id\nx,1", "-")).Profile!.Title);
        Assert.Empty(await CatalogText.ReadAsync("", "-"));
    }

    [Fact]
    public async Task Lines_may_end_in_carriage_returns_alone_which_within_a_row_are_blanks()
    {
        Assert.Equal(["a", "b"], (await CatalogText.ReadAsync("{\"title\":\"a\"}\r{\"title\":\"b\"}\r")).Select(row => row.Profile!.Title));
        Assert.Equal("a", Assert.Single(await CatalogText.ReadAsync("{\"title\":\r\"a\"}")).Profile!.Title);
    }

    [Fact]
    public async Task A_mapping_names_the_keys()
    {
        var options = new ProductReaderOptions { Map = ColumnMap.Parse("id=sku,title=Product Name, v2") };

        ProductProfile listing = Assert.Single(await CatalogText.ReadAsync(
            """{"sku":7,"Product Name, v2":"x","id":"other","title":"kept"}""", options: options)).Profile!;

        Assert.Equal(("7", "x"), (listing.Id, listing.Title));
        Assert.Equal(["id", "title"], listing.Extra.Keys);
    }

    [Theory]
    [InlineData("=x")]
    [InlineData("name=")]
    [InlineData("Colour=color,Colour=size")]
    [InlineData("title")]
    [InlineData("title=")]
    [InlineData("title=a,title=b")]
    public void A_mapping_that_cannot_be_read_is_refused(string text) =>
        Assert.Throws<InvalidRequestException>(() => ColumnMap.Parse(text));

    [Theory]
    [InlineData("Colour=color", "", "Colour>color")]
    [InlineData("title=Name,Colour=color,Size (EU)=size", "Name", "Colour>color;Size (EU)>size")]
    [InlineData("Finish, main=color", "", "Finish, main>color")]
    [InlineData("title=Price, net=EUR", "Price, net=EUR", "")]
    [InlineData("color=Finish, main,title=Name", "Name", "color>Finish, main")]
    public void A_mapping_names_attributes_as_well_as_fields(string text, string title, string attributes)
    {
        ColumnMap map = ColumnMap.Parse(text);

        Assert.Equal(title.Length == 0 ? "title" : title, map.Title);
        Assert.Equal(attributes, string.Join(';', map.Attributes.Select(pair => $"{pair.Column}>{pair.Attribute}")));
    }

    [Fact]
    public async Task Gzip_is_unpacked_and_damaged_gzip_is_named()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int i = 0; i < 20_000; i++)
            {
                gzip.Write(System.Text.Encoding.UTF8.GetBytes($"{{\"id\":{i},\"title\":\"{Guid.NewGuid()}\"}}\n"));
            }
        }

        byte[] bytes = packed.ToArray();
        Assert.Equal(20_000, (await CatalogText.ReadAsync(bytes, "feed.jsonl.gz")).Count);

        byte[] cut = bytes[..(bytes.Length / 2)];
        bytes.AsSpan(bytes.Length / 2, 64).Fill(0xff);
        byte[] fromTheStart = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0xff];
        foreach ((byte[] bad, string name) in new[]
        {
            (bytes, "feed.jsonl.gz"),
            (cut, "feed.jsonl.gz"),
            (fromTheStart, "feed.jsonl.gz"),
            (fromTheStart, "feed.gz"),
        })
        {
            var fault = await Assert.ThrowsAsync<InvalidDataException>(() => CatalogText.ReadAsync(bad, name));
            Assert.StartsWith($"{name}: damaged or truncated gzip after line ", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_wrong_header_in_good_gzip_is_reported_as_a_wrong_header()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("sku,price\n1,2\n"u8);
        }

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => CatalogText.ReadAsync(packed.ToArray(), "feed.csv.gz"));
        Assert.StartsWith("feed.csv.gz:1:", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1024, false)]
    [InlineData(1025, true)]
    [InlineData(1026, true)]
    [InlineData(1027, true)]
    [InlineData(200_000, true)]
    public async Task A_row_of_exactly_the_limit_is_read_and_a_longer_one_is_reported(int length, bool tooLong)
    {
        string row = "{\"title\":\"" + new string('x', length - 12) + "\"}";
        foreach (string end in new[] { "\n", "\r\n", "" })
        {
            List<CatalogRow> rows = await CatalogText.ReadAsync(
                "{\"title\":\"first\"}\n" + row + end + (end.Length > 0 ? "{\"title\":\"last\"}" : ""),
                options: new ProductReaderOptions { MaxRowBytes = 1024 });

            Assert.Equal(tooLong, rows[1].Error is not null);
            Assert.Equal(2, rows[1].Line);
            Assert.True(end.Length == 0 || rows[2] is { Line: 3, Profile.Title: "last" });
        }
    }

}
