using System.Text.Json;
using EpmRl.Retrieval.TestKit;
using Parquet;
using Parquet.Schema;

namespace EpmRl.Retrieval.Cli.Tests.Tagging;

/// <summary>Columns that name attributes, in files as programs export them, end to end by one command.</summary>
[Collection(nameof(SampleIndex))]
public sealed class ColumnTagTests(SampleIndex index) : IDisposable
{
    private readonly ScratchFolder folder = new();

    public static TheoryData<string, string, string[], string[]> Files => new()
    {
        {
            "shopify.csv",
            "Handle,Title,Body (HTML),Vendor,Type,Option1 Name,Option1 Value,Variant SKU,Variant Barcode,Color "
                + "(product.metafields.shopify.color-pattern),Fabric (product.metafields.shopify.fabric),"
            + "Neckline (product.metafields.shopify.neckline),Google Shopping / Gender\n"
            + "tee,Crew tee,<p>In red and black.</p>,Velora,T-shirts,Size,M,TEE-M,4006381333931,white; black,cotton; elastane,crew,female\n"
            + "tee,,,,,,XL,TEE-XL,,,,,\n",
            [],
            [
                "TEE-M: brand=Velora@Vendor gtin=4006381333931@Variant Barcode gender=Women@Google Shopping / Gender color=White@Color "
                    + "(product.metafields.shopify.color-pattern)+Black@Color (product.metafields.shopify.color-pattern) "
                + "clothing-size=M@options material=Cotton@Fabric (product.metafields.shopify.fabric)+Elastane@Fabric "
                + "(product.metafields.shopify.fabric) neckline=Crew neck@Neckline (product.metafields.shopify.neckline)",
                "TEE-XL: brand=Velora@Vendor gender=Women@Google Shopping / Gender color=White@Color "
                    + "(product.metafields.shopify.color-pattern)+Black@Color (product.metafields.shopify.color-pattern) "
                + "clothing-size=XL@options material=Cotton@Fabric (product.metafields.shopify.fabric)+Elastane@Fabric "
                + "(product.metafields.shopify.fabric) neckline=Crew neck@Neckline (product.metafields.shopify.neckline)",
            ]
        },
        {
            "woocommerce.csv",
            "ID,Type,SKU,\"GTIN, UPC, EAN, or ISBN\",Name,Published,Short description,Weight (kg),Width (cm),Height "
                + "(cm),Categories,Brands,Attribute 1 name,Attribute 1 value(s)\n"
            + "1,simple,CH-1,4006381333931,Task chair,1,Mesh back.,15.5,62,110,Office chairs,Ergonova,Material,\"Mesh, Steel\"\n",
            [],
            ["CH-1: brand=Ergonova@Brands gtin=4006381333931@GTIN, UPC, EAN, or ISBN chair-type=Task chair@title "
                + "material=Mesh@options+Steel@options width=62.0 cm@Width (cm) height=110.0 cm@Height (cm) weight=15.50 kg@Weight (kg)"]
        },
        {
            "akeneo.csv",
            "sku;categories;enabled;family;brand;color-de_DE-ecommerce;color-en_US-ecommerce;name-de_DE;name-en_US;price-EUR;screen_size;screen_size-unit;weight;weight-unit\n"
            + "L-1;laptops;1;laptops;norvik;Schwarz;Red;ProLite Notebook;ProLite laptop;999;35.6;CENTIMETER;1.250;KILOGRAM\n"
            + "L-2;laptops;1;laptops;heliotron;;Red;Raptor Notebook;Raptor laptop;999;;;0;KILOGRAM\n",
            ["--locale", "de_DE"],
            [
                "L-1: brand=Norvik@brand screen-size=14 in@screen_size color=Black@color-de_DE-ecommerce weight=1.25 kg@weight",
                "L-2: brand=Heliotron@brand color=Red@color-en_US-ecommerce",
            ]
        },
        {
            "google.tsv",
            "id\ttitle\tdescription\timage link\tavailability\tprice\tbrand\tgtin\tproduct type\tcolor\tsize\tgender\tmaterial\tcondition\n"
            + "T-1\tCrew neck tee\t\thttps://shop.example/t.jpg\tin_stock\t19 "
            + "EUR\tVelora\t4006381333931\tT-shirts\tBlack/White\tM\tfemale\tcotton/elastane\tnew\n",
            [],
            ["T-1: brand=Velora@brand gtin=4006381333931@gtin gender=Women@options color=Black@options+White@options "
                + "clothing-size=M@options material=Cotton@options+Elastane@options neckline=Crew neck@title"]
        },
        {
            "plain.csv",
            "id;title;category;Farbe;Gewicht (kg);Arbeitsspeicher;Lackierung\n1;Norvik Notebook, schwarz;Laptops;Blau;1,35;16 "
                + "GB;rot\n2;Norvik Notebook, schwarz;Laptops;k. A.;-;;\n",
            ["--map", "color=Lackierung"],
            [
                "1: brand=Norvik@title memory=16 GB@Arbeitsspeicher color=Red@Lackierung!Black weight=1.35 kg@Gewicht (kg)",
                "2: brand=Norvik@title color=Black@title",
            ]
        },
        {
            "listings.jsonl",
            """
            {"id":1,"title":"Norvik laptop","category":"Laptops","memory":16,"weight":1.250,"color":["black","gray"],"screenSize":14.0}
            {"id":2,"title":"Lumenar E27 bulb","category":"Light bulbs","dimmable":false,"luminous_flux":806}
            """,
            [],
            [
                "1: brand=Norvik@title screen-size=14 in@screenSize memory=16 GB@memory color=Black@color+Gray@color weight=1.25 kg@weight",
                "2: brand=Lumenar@title bulb-base=E27@title luminous-flux=806 lm@luminous_flux dimmable=Not dimmable@dimmable",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Columns_decide_what_they_name(string name, string text, string[] options, string[] expected)
    {
        File.WriteAllText(folder[name], text);

        Assert.Equal(expected, (await TagAsync(folder[name], options)).Select(Summary));
    }

    [Fact]
    public async Task Columns_of_a_Parquet_file_do_too()
    {
        var title = new DataField<string>("title");
        var category = new DataField<string>("category");
        var color = new DataField<string>("Colour");
        var weight = new DataField<double>("weight");
        using (FileStream stream = File.Create(folder["feed.parquet"]))
        {
            await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(title, category, color, weight), stream);
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync(title, (string[])["Norvik laptop"]);
            await group.WriteAsync(category, (string[])["Laptops"]);
            await group.WriteAsync(color, (string[])["Black"]);
            await group.WriteAsync<double>(weight, (double[])[1.25]);
        }

        Assert.Equal(
            ["line-1: brand=Norvik@title color=Black@Colour weight=1.25 kg@weight"],
            (await TagAsync(folder["feed.parquet"])).Select(Summary));
    }

    [Fact]
    public async Task Text_alone_decides_where_that_is_asked_for()
    {
        File.WriteAllText(folder["feed.csv"], "id,title,category,Color\n1,Norvik laptop black,Laptops,Red\n");

        Assert.Equal(["1: brand=Norvik@title color=Black@title"], (await TagAsync(folder["feed.csv"], "--no-columns")).Select(Summary));
    }

    [Fact]
    public async Task A_person_sees_the_column_and_what_contradicts_it()
    {
        File.WriteAllText(folder["feed.csv"], "id,title,category,Color,Memory\n1,Norvik laptop black,Laptops,Red,plenty\n");

        CliResult result = await RunAsync("--input", folder["feed.csv"], "--view", "table");

        Assert.Contains("“Red” in column Color; the text says Black", result.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains(
            "review Memory: column 'Memory' says 'plenty', which is no value of Memory", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("no value: Memory", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Shade=color", 1, "there is no column 'Shade'; the columns are: id, title, category, Color.")]
    [InlineData("Shade=colr", 2, "The taxonomy has no attribute 'colr' for the mapping 'Shade=colr'.")]
    [InlineData("titel=Name", 2, "or field=column with a field of a listing")]
    public async Task A_mapping_to_nothing_is_refused_and_leaves_no_output(string map, int code, string message)
    {
        File.WriteAllText(folder["feed.csv"], "id,title,category,Color\n1,Norvik laptop black,Laptops,Red\n");

        CliResult result = await RunAsync("--input", folder["feed.csv"], "--output", folder["tags.jsonl"], "--map", map);

        Assert.Equal(code, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["tags.jsonl"]));
    }

    [Fact]
    public async Task A_run_is_not_resumed_with_columns_read_otherwise()
    {
        File.WriteAllText(folder["feed.csv"], "id,title,category,Color,Shade\n1,Norvik laptop black,Laptops,Red,Blue\n2,Norvik "
            + "laptop,Laptops,Red,Blue\n");
        string[] run = ["--input", folder["feed.csv"], "--output", folder["tags.jsonl"], "--batch", "1"];
        Assert.Equal(0, (await RunAsync([.. run, "--map", "Shade=color"])).ExitCode);

        Assert.Equal(2, (await RunAsync([.. run, "--resume"])).ExitCode);
        Assert.Equal(2, (await RunAsync([.. run, "--resume", "--map", "Shade=color", "--no-columns"])).ExitCode);
        Assert.Equal(0, (await RunAsync([.. run, "--resume", "--map", "Shade=color"])).ExitCode);
    }

    public void Dispose() => folder.Dispose();

    private Task<CliResult> RunAsync(params string[] options) =>
        Cli.RunAsync(["tag", "--index", index.Path, "--model", SampleIndex.Model, .. options]);

    private async Task<JsonElement[]> TagAsync(string file, params string[] options)
    {
        CliResult result = await RunAsync(["--input", file, .. options]);
        Assert.True(result.ExitCode == 0, result.Error);
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    // Sure values with where each was read first, and what the text says against them.
    private static string Summary(JsonElement line) =>
        $"{line.GetProperty("listing_id")}: " + string.Join(' ', line.GetProperty("attributes").EnumerateArray()
        .Where(answer => answer.GetProperty("status").GetString() == "value")
        .Select(answer => answer.GetProperty("attribute_id") + "="
            + string.Join('+', answer.GetProperty("values").EnumerateArray()
                .Select(value => $"{value.GetProperty("label")}@{Place(value)}"))
            + (answer.TryGetProperty("conflict", out JsonElement conflict)
                ? "!" + string.Join('+', conflict.EnumerateArray().Select(value => value.GetProperty("label")))
                : "")));

    private static string Place(JsonElement value) =>
        value.GetProperty("evidence").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first
        ? (first.TryGetProperty("column", out JsonElement column) ? column : first.GetProperty("field")).GetString()! : "";
}
