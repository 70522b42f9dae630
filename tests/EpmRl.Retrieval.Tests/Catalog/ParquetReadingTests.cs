using System.IO.Compression;
using EpmRl.Retrieval.Catalog;
using Parquet;
using Parquet.Schema;

namespace EpmRl.Retrieval.Tests.Catalog;

public sealed class ParquetReadingTests
{
    private static readonly string[] Columns = ["id", "title"];

    [Fact]
    public async Task A_file_of_another_tool_gives_listings_with_every_type_as_json_has_it()
    {
        List<CatalogRow> rows = await CatalogText.ReadAsync(await File.ReadAllBytesAsync(ParquetFile.OfArrow), "feed.parquet", Mapped());

        ProductProfile first = rows[0].Profile!;
        Assert.Equal(
            ("1", "Café table, 16 GB", "Made of oak.", "Electronics > Laptops"),
            (first.Id, first.Title, first.Description, first.Category));
        Assert.Equal(
            """
            "tags":["x","y",null] "price":12.50 "released":"2024-02-29" "updated":"2024-02-29T13:14:15.123456Z" "seen":"2024-02-29T13:14:15.123" "exact":"2024-02-29T13:14:15.123456Z" "opens":"01:01:01" "closes":"01:01:01.5" "stock":true "weight":1.5 "rating":1.5 "picture":"AQI=" "n":1 "s":1 "u8":1 "u32":1 "u64":1 "uuid":"00112233-4455-6677-8899-aabbccddeeff" "sizes":[1,2]
            """,
            Extra(first));
        ProductProfile second = rows[1].Profile!;
        Assert.Equal(("2", "b", "", null), (second.Id, second.Title, second.Description, second.Category));
        Assert.Contains("\"tags\":[] \"price\":null", Extra(second), StringComparison.Ordinal);
        Assert.Contains("\"stock\":null \"weight\":\"NaN\" \"rating\":\"Infinity\"", Extra(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_row_is_named_by_its_number_in_the_file_and_the_others_are_read()
    {
        List<CatalogRow> rows = await CatalogText.ReadAsync(await File.ReadAllBytesAsync(ParquetFile.OfArrow), "feed.parquet", Mapped());

        Assert.Equal([1, 2, 3, 4, 5, 6], rows.Select(row => row.Line));
        RowError error = rows[5].Error!;
        Assert.StartsWith("feed.parquet:6: field 'Product Name': 'Product Name' and 'description' are both "
            + "empty", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"price\":-0.05", error.Row, StringComparison.Ordinal);
        Assert.Equal(4, rows.Count(row => row.Profile is not null));
    }

    [Theory]
    [InlineData("feed.jsonl")]
    [InlineData("feed")]
    public async Task Parquet_is_known_by_its_first_bytes_whatever_its_name(string name) =>
        Assert.Equal("lamp", Assert.Single(
            await CatalogText.ReadAsync(await ParquetFile.OfTextsAsync(Columns, [["1", "lamp"]]), name)).Profile!.Title);

    [Fact]
    public async Task A_csv_file_whose_first_column_is_called_PAR1_is_still_csv() =>
        Assert.Equal("lamp", Assert.Single(await CatalogText.ReadAsync("PAR1,title\n1,lamp\n", "feed")).Profile!.Title);

    [Fact]
    public async Task A_row_longer_than_the_limit_is_reported_and_the_next_one_is_read()
    {
        byte[] file = await ParquetFile.OfTextsAsync(Columns, [["1", new string('x', 5000)], ["2", "lamp"]]);

        List<CatalogRow> rows = await CatalogText.ReadAsync(file, "feed.parquet", new ProductReaderOptions { MaxRowBytes = 1024 });

        Assert.Contains("longer than 1,024 bytes", rows[0].Error!.Message, StringComparison.Ordinal);
        Assert.Equal("2", rows[1].Profile!.Id);
    }

    [Fact]
    public async Task Row_groups_are_read_one_after_the_other_so_a_damaged_one_spoils_none_before_it()
    {
        byte[] file = await ParquetFile.OfTextsAsync(Columns, [["1", "lamp"]], [["2", "a second title that is long enough to be found"]]);
        int second = file.AsSpan().IndexOf("a second title"u8);
        int first = file.AsSpan(0, second).LastIndexOf("lamp"u8) + 8;
        new Random(1).NextBytes(file.AsSpan(first, second - first));
        var read = new List<CatalogRow>();

        await using var reader = new ProductReader(new MemoryStream(file), "feed.parquet");
        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (CatalogRow row in reader.ReadAsync())
            {
                read.Add(row);
            }
        });

        Assert.Equal("lamp", Assert.Single(read).Profile!.Title);
        Assert.StartsWith("feed.parquet: row group 2, column 'id': damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_beyond_the_day_stays_a_number()
    {
        var title = new DataField<string>("title", true);
        var time = new TimeDataField("opens", TimeUnitPrecision.Micros);
        var file = new MemoryStream();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(title, time), file))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync(title, (string[])["lamp", "desk"]);
            await group.WriteAsync<long>(time, new long[] { 3_661_000_000, long.MaxValue });
        }

        List<CatalogRow> rows = await CatalogText.ReadAsync(file.ToArray(), "feed.parquet");

        Assert.Equal(["\"opens\":\"01:01:01\"", "\"opens\":\"9223372036854775807\""], rows.Select(row => Extra(row.Profile!)));
    }

    [Fact]
    public async Task The_read_share_is_that_of_the_rows()
    {
        await using var reader = new ProductReader(
            new MemoryStream(await ParquetFile.OfTextsAsync(Columns, [["1", "a"], ["2", "b"]], [["3", "c"], ["4", "d"]])), "feed.parquet");
        var shares = new List<double?>();
        await foreach (CatalogRow row in reader.ReadAsync())
        {
            shares.Add(reader.ReadShare);
        }

        Assert.Equal([0.25, 0.5, 0.75, 1], shares);
    }

    [Fact]
    public async Task Nested_columns_are_refused_by_name()
    {
        Field[] nested =
        [
            new StructField("price", new DataField<int>("amount"), new DataField<string>("currency")),
            new MapField("labels", new DataField<string>("key", false), new DataField<string>("value")),
            new ListField("offers", new StructField("element", new DataField<int>("amount"))),
            new ListField("matrix", new ListField("element", new DataField<int>("element"))),
        ];
        foreach (Field field in nested)
        {
            string message = await RefusalAsync(await ParquetFile.OfSchemaAsync(new DataField<string>("title", true), field));

            Assert.StartsWith($"feed.parquet: the column '{field.Name}' is nested", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_without_a_text_column_or_with_a_mapped_one_missing_is_refused_as_csv_is()
    {
        byte[] file = await ParquetFile.OfTextsAsync(["sku", "heading"], [["1", "lamp"]]);

        Assert.StartsWith("feed.parquet: there is no column 'title' or 'description'; the columns are: sku, "
            + "heading.", await RefusalAsync(file), StringComparison.Ordinal);
        Assert.StartsWith(
            "feed.parquet: there is no column 'Name of it'", await RefusalAsync(file, new() { Map = ColumnMap.Parse("title=Name of it") }),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_cut_encrypted_foreign_or_packed_is_refused_with_the_reason()
    {
        byte[] whole = await ParquetFile.OfTextsAsync(Columns, [["1", "lamp"]]);
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(whole);
        }

        Assert.Contains("does not end with PAR1", await RefusalAsync(whole[..^10]), StringComparison.Ordinal);
        Assert.Contains("does not end with PAR1", await RefusalAsync("PAR1"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("encrypted", await RefusalAsync([.. whole[..^4], .. "PARE"u8]), StringComparison.Ordinal);
        Assert.Contains("not a Parquet file", await RefusalAsync("""{"title":"lamp"}"""u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("not a Parquet file", await RefusalAsync([]), StringComparison.Ordinal);
        Assert.Contains("not from a pipe or a gzip file", await RefusalAsync(packed.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_bytes_give_rows_or_one_message_that_names_the_file()
    {
        byte[] whole = await File.ReadAllBytesAsync(ParquetFile.OfArrow);
        var random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 400; i++)
        {
            byte[] damaged = [.. whole];
            int end = i % 2 == 0 ? damaged.Length - 8 : damaged.Length; // also the footer's length
            for (int flips = random.Next(1, 4); flips > 0; flips--)
            {
                damaged[random.Next(4, end)] = (byte)random.Next(256);
            }

            try
            {
                await CatalogText.ReadAsync(damaged, "feed.parquet", Mapped());
            }
            catch (InvalidDataException exception)
            {
                Assert.StartsWith("feed.parquet: ", exception.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, 100, 399);
    }

    private static ProductReaderOptions Mapped() => new() { Map = ColumnMap.Parse("id=sku,title=Product Name") };

    private static string Extra(ProductProfile profile) =>
        string.Join(' ', profile.Extra.Select(field => $"\"{field.Key}\":{field.Value.GetRawText()}"));

    private static async Task<string> RefusalAsync(byte[] file, ProductReaderOptions? options = null) =>
        (await Assert.ThrowsAsync<InvalidDataException>(() => CatalogText.ReadAsync(file, "feed.parquet", options))).Message;
}
