using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using Parquet;
using Parquet.Schema;
using static EpmRl.Retrieval.Tests.Identification.Output.OutputSamples;

namespace EpmRl.Retrieval.Tests.Identification.Output;

public sealed class WideTagFileTests
{
    private static readonly TagFileOptions Wide = new() { Layout = TagLayout.Wide };

    private static readonly AttributeDefinition Color = Listed("color", "Color", 3, "Red", "Black"), Fit = Listed("fit", "Fit", 1, "Slim");

    private static readonly string[] Hostile =
    [
        "=1+1", "+49 170", "-SUM(A1)", "@cmd", "\ttab", "\rreturn", "＝1", "a,b", "a\"b", "\"", "line\nline", "line\r\nline", "zero\0zero",
        "half\ud800", "\ud83d\ude00",
        " spaced ", "-5", "+1.234,50", "-1e5", "-Infinity", "", "\u202egnp", "a;b\tc|d",
    ];

    [Fact]
    public async Task Attributes_with_a_value_have_a_column_in_the_taxonomys_order_and_several_values_share_a_cell()
    {
        (byte[] bytes, _) = await WriteAsync("t.csv", Wide, TaxonomyOf("t", Fit, Listed("brand", "Brand", 1, "Acme"), Color),
            (Listing("1") with { Row = 2 }, Result("1", Answer(Color, Value("Red"), Value("Black")), Answer(Fit))),
            (Listing("2") with { GroupId = "g", Options = [new("Size", "M")] }, Result("2", Answer(Color), Answer(Fit, Value("Slim")))));

        Assert.Equal(
            "id,row,group,options,category,category_id,Fit,Color\n1,2,,,C0,c0,,Red; Black\n2,,g,Size: M,C0,c0,Slim,\n", TextOf(bytes));
        Assert.Equal([0xef, 0xbb, 0xbf], bytes[..3]); // spreadsheets take it for another encoding otherwise
    }

    [Fact]
    public async Task Only_sure_values_fill_cells_and_those_for_review_where_it_is_said()
    {
        TagResult result = Result("1", Answer(Color, Value("Red", 0.95), Value("Black", 0.4)), Answer(Fit, Value("Slim", 0.7)) with
        {
            Status = AnswerStatus.NeedsReview,
        });
        ProductTaxonomy taxonomy = TaxonomyOf("t", Color, Fit);

        Assert.Equal("Red", (await CellsAsync(Wide with { MinProbability = 0.5 }))["Color"]);
        Assert.DoesNotContain("Fit", (await CellsAsync(Wide)).Keys);
        Dictionary<string, string> all = await CellsAsync(Wide with { WithReview = true, Probabilities = true });
        Assert.Equal(("Red; Black", "0.4", "Slim", "0.7"), (all["Color"], all["Color probability"], all["Fit"], all["Fit probability"]));

        async Task<Dictionary<string, string>> CellsAsync(TagFileOptions options) =>
            StrictCsv.ReadByName((await WriteAsync("t.csv", options, taxonomy, (Listing("1"), result))).Bytes).Single();
    }

    [Theory]
    [InlineData(false, false, "Size")] // in two categories, of one kind: no listing has both
    [InlineData(true, false, "Size (shirt-size),Size (shoe-size)")] // a category has both
    [InlineData(false, true, "Size (shirt-size),Size (shoe-size)")] // a label and a measurement
    public async Task Attributes_of_one_name_share_a_column_where_no_listing_can_fill_it_twice(
        bool together, bool measured, string expected)
    {
        AttributeDefinition shirt = Listed("shirt-size", "Size", 1, "M"),
        shoe = measured ? Measured("shoe-size", "Size", "cm") : Listed("shoe-size", "Size", 1, "M");
        ProductTaxonomy taxonomy = TaxonomyOf("t", together ? [[shirt, shoe]] : [[shirt], [shoe]], [shirt, shoe]);

        (byte[] bytes, _) = await WriteAsync(
            "t.csv", Wide, taxonomy, (Listing("1"), Result("1", Answer(shirt, Value("M")))),
            (Listing("2"), Result("2", Answer(shoe, Value("M")))));

        Assert.Equal(expected, string.Join(',', StrictCsv.Read(bytes)[0].Skip(6)));
        Assert.All(StrictCsv.Read(bytes).Skip(1), row => Assert.Equal("M", string.Concat(row.Skip(6))));
    }

    [Fact]
    public async Task The_columns_of_the_input_come_first_and_no_two_columns_have_one_name()
    {
        AttributeDefinition group = Listed("sort", "Group", 1, "Red");
        ProductProfile listing = Listing("1") with
        {
            Source = JsonElement.Parse("""{"ID":"1","color":"rot","price":-5,"note":"=1","tags":["a","b"],"none":null,"":"x"}"""),
        };

        (byte[] bytes, _) = await WriteAsync("t.csv", Wide with { KeepColumns = true, Probabilities = true }, TaxonomyOf("t", Color, group),
            (listing, Result("1", Answer(Color, Value("Red")), Answer(group, Value("Red")))));

        List<string[]> rows = StrictCsv.Read(bytes);
        Assert.Equal("ID,color,price,note,tags,column,tagged id,row,group,options,category,category_id,Color (color),Color (color) "
            + "probability,Group (sort),Group (sort) probability",
            string.Join(',', rows[0]));
        Assert.Equal(["1", "rot", "-5", "'=1", """["a","b"]""", "x", "1", "", "", "", "C0", "c0", "Red", "0.9", "Red", "0.9"], rows[1]);
        Assert.Equal(rows[0].Length, rows[0].Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Theory]
    [InlineData("t.csv")]
    [InlineData("t.tsv")]
    public async Task A_strict_parser_reads_hostile_texts_back_and_no_cell_begins_as_a_formula(string name)
    {
        foreach (bool raw in (bool[])[true, false])
        {
            foreach (TagLayout layout in Enum.GetValues<TagLayout>())
            {
                (ProductProfile, TagResult)[] rows = [.. Hostile.Select(text => (Listing(text), Result(text, Answer(Color, Value(text)))))];

                (byte[] bytes, _) = await WriteAsync(name, new TagFileOptions { Layout = layout, Raw = raw }, TaxonomyOf("t", Color), rows);

                List<Dictionary<string, string>> read = StrictCsv.ReadByName(bytes, name == "t.tsv" ? '\t' : ',');
                Assert.Equal(
                    Hostile.Select(text => Expected(text, raw)),
                    read.Select(row => row[layout == TagLayout.Wide ? "Color" : "value_label"]));
                Assert.Equal(
                    Hostile.Select(text => Expected(text, raw)), read.Select(row => row[layout == TagLayout.Wide ? "id" : "listing_id"]));
            }
        }
    }

    // What spreadsheets run as a formula, by another rule than the code's: no letter and no call can follow the sign of a number.
    private static string Expected(string text, bool raw)
    {
        string written =
            text.Replace('\0', '\ufffd').Replace('\ud800', text.Contains('\ude00', StringComparison.Ordinal) ? '\ud800' : '\ufffd');
        return !raw && text.Length > 0 && "=+-@\t\r＝".Contains(
            text[0], StringComparison.Ordinal) && text is not ("-5" or "+1.234,50" or "-1e5") ? "'" + written : written;
    }

    [Fact]
    public async Task A_wide_table_reads_back_with_our_own_reader()
    {
        (byte[] bytes, _) = await WriteAsync("t.csv", Wide, TaxonomyOf("t", Color, Fit),
            (Listing("1"), Result("1", Answer(Color, Value("Red"), Value("Black")))),
            (Listing("2"), Result("2", Answer(Fit, Value("say \"slim\", please")))));

        await using var reader =
            new ProductReader(new MemoryStream(bytes), "t.csv", new ProductReaderOptions { Map = ColumnMap.Parse("title=id") });
        List<CatalogRow> rows =
            await reader.ReadAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.All(rows, row => Assert.Null(row.Error));
        Assert.Equal(
            [("Red; Black", ""), ("", "say \"slim\", please")],
            rows.Select(row => (row.Profile!.Extra["Color"].GetString(), row.Profile.Extra["Fit"].GetString())));
    }

    [Fact]
    public async Task Ten_thousand_attributes_are_ten_thousand_columns()
    {
        AttributeDefinition[] attributes =
            [.. Enumerable.Range(0, 10_000).Select(i => Listed($"a{i}", i % 2 == 0 ? $"Name {i}" : "Twice", 1, "Red"))];
        ProductTaxonomy taxonomy = TaxonomyOf("t", attributes);
        (ProductProfile, TagResult)[] rows =
            [(Listing("1"), Result("1", [.. attributes.Select(attribute => Answer(attribute, Value(attribute.Id)))]))];

        List<string[]> csv = StrictCsv.Read((await WriteAsync("t.csv", Wide, taxonomy, rows)).Bytes);
        await using ParquetReader parquet =
            await ParquetReader.CreateAsync(new MemoryStream((await WriteAsync("t.parquet", Wide, taxonomy, rows)).Bytes));

        Assert.Equal(attributes.Select(attribute => attribute.Id), csv[1].Skip(6));
        Assert.Equal(10_006, csv[0].Distinct().Count());
        Assert.Equal(csv[0], parquet.Schema.Fields.Select(field => field.Name));
    }

    [Fact]
    public async Task As_parquet_it_holds_the_same_cells_and_numbers_of_probability()
    {
        AttributeDefinition odd = Listed("odd", "a.b/c [d]", 1, "Red");
        (ProductProfile, TagResult)[] rows = [.. Enumerable.Range(0, 300)
            .Select(i => (Listing($"{i}"), Result($"{i}", Answer(odd, i % 2 == 0 ? [Value($"v{i}", 0.25)] : []))))];

        (byte[] bytes, _) = await WriteAsync("t.parquet", Wide with { Probabilities = true }, TaxonomyOf("t", odd), rows);

        await using ParquetReader table = await ParquetReader.CreateAsync(new MemoryStream(bytes));
        using ParquetRowGroupReader group = table.OpenRowGroupReader(0);
        var labels = new string?[300];
        var probabilities = new double?[300];
        await group.ReadAsync(Field("a.b/c [d]"), labels!);
        await group.ReadAsync<double>(Field("a.b/c [d] probability"), probabilities);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => i % 2 == 0 ? $"v{i}" : null), labels);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => i % 2 == 0 ? 0.25 : (double?)null), probabilities);

        DataField Field(string name) => table.Schema.DataFields.Single(field => field.Name == name);
    }

    [Fact]
    public async Task A_file_that_is_not_committed_leaves_only_the_older_one()
    {
        using var folder = new ScratchFolder();
        string path = folder.Write("t.csv", "older");
        foreach (TagFileOptions options in (TagFileOptions[])[
            Wide, new(), new() { Target = ImportTarget.Shopify }, new() { Target = ImportTarget.Akeneo }])
        {
            await using (ITagFile file = await TagFiles.CreateAsync(path, options, TaxonomyOf("t", Color)))
            {
                await file.WriteAsync(Listing("1") with { GroupId = "g" }, Result("1", Answer(Color, Value("Red"))));
            }

            Assert.Equal("older", await File.ReadAllTextAsync(path));
            Assert.Single(Directory.GetFiles(folder.Path));
        }
    }
}
