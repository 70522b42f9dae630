using System.IO.Compression;
using System.Text.Json;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Tagging;

/// <summary>Feeds as shops export them, end to end by one command without a mapping.</summary>
[Collection(nameof(SampleIndex))]
public sealed class FeedTests(SampleIndex index) : IDisposable
{
    private const string Laptop = "laptops: brand=Heliotron laptop-type=Gaming operating-system=Windows 11 Home";
    private readonly ScratchFolder folder = new();

    public static TheoryData<string, string[]> Exports => new()
    {
        {
            "shopify.csv",
            [
                "VEL-TEE-R-M row 2: t-shirts: brand=Velora color=Red clothing-size=M material=Cotton neckline=Crew neck",
                "VEL-TEE-B-XL row 4: t-shirts: brand=Velora color=Black clothing-size=XL material=Cotton neckline=Crew neck",
                "velora-crew-tee/White/S row 5: t-shirts: brand=Velora color=White clothing-size=S material=Cotton neckline=Crew neck",
                $"HEL-X17 row 7: {Laptop}",
            ]
        },
        {
            "woocommerce.csv",
            [
                "VEL-TEE row 2: t-shirts: brand=Velora material=Cotton fit=Slim neckline=Crew neck",
                $"HEL-X17: {Laptop}",
                "VEL-TEE-R row 4: t-shirts: brand=Velora color=Red material=Cotton fit=Slim neckline=Crew neck",
                "104 row 5: t-shirts: brand=Velora color=Black material=Cotton fit=Slim neckline=Crew neck",
            ]
        },
        { "akeneo.csv", [$"HEL-X17: {Laptop} color=Black", "VEL-TEE-R-M row 3: t-shirts: brand=Velora color=Red clothing-size=M "
            + "neckline=Crew neck"] },
        { "google.tsv", [.. OfGoogle(2, 3)] },
        { "google.xml", [.. OfGoogle(7, 27)] },
    };

    [Theory]
    [MemberData(nameof(Exports))]
    public async Task An_export_is_tagged_without_a_mapping_and_each_variant_by_its_own_options(string file, string[] expected)
    {
        JsonElement[] lines = await TagAsync(TestPaths.InProject("samples", "feeds", file));

        Assert.Equal(expected, lines.Select(Summary));
        foreach (JsonElement line in lines)
        {
            foreach (JsonElement evidence in Values(line)
                .SelectMany(value => value.Value.GetProperty("evidence").EnumerateArray())
                .Where(evidence => evidence.GetProperty("field").GetString() == "options"))
            {
                string options = line.GetProperty("options").GetString()!;
                Assert.Equal(
                    evidence.GetProperty("text").GetString(),
                    options[evidence.GetProperty("start").GetInt32()..evidence.GetProperty("end").GetInt32()]);
            }
        }
    }

    [Theory]
    [InlineData("products.xlsx")]
    [InlineData("products.xls")]
    public async Task A_workbook_is_tagged_and_its_bad_row_is_listed_by_its_number(string file)
    {
        CliResult result = await Cli.RunAsync(
            "tag", "--index", index.Path, "--model", SampleIndex.Model, "--input", TestPaths.InProject("tests", "fixtures", "excel", file));

        Assert.Equal(3, result.ExitCode);
        Assert.Equal(
            ["lap-1: laptops: brand=Norvik gtin=4006381333931 memory=16 GB color=Black", "lap-2: laptops: brand=Norvik memory=8 GB"],
            Lines(result.Output).Select(Summary));
        Assert.Contains($"{file}:5: field 'title'", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cr")]
    [InlineData("sep")]
    [InlineData("utf-16")]
    [InlineData("windows-1252")]
    [InlineData("zip")]
    [InlineData("gzip")]
    [InlineData("array")]
    public async Task A_file_in_any_form_gives_the_same_tags(string form)
    {
        const string Feed = "id;title;category;price, net, EUR;\r\n1;Norvik laptop 16GB RAM, schwarz, für Büro;Laptops;1,20;\r\n2;Norvik "
            + "laptop 8GB RAM;Laptops;1,30;\r\n";

        JsonElement[] lines = await TagAsync(Write(form, Feed));

        Assert.Equal(["1: laptops: brand=Norvik memory=16 GB color=Black", "2: laptops: brand=Norvik memory=8 GB"], lines.Select(Summary));
    }

    [Fact]
    public async Task A_bomb_or_a_picture_leaves_no_output_and_one_sentence()
    {
        string output = folder["tags.jsonl"];
        string picture = folder["feed.csv"];
        File.WriteAllBytes(picture, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);

        CliResult result =
            await Cli.RunAsync("tag", "--index", index.Path, "--model", SampleIndex.Model, "--input", picture, "--output", output);

        Assert.Equal((1, $"error: {picture}: the file is a picture. Listings are read from CSV, JSON, XML, Excel and "
            + $"Parquet.\n"), (result.ExitCode, result.Error));
        Assert.False(File.Exists(output));
    }

    [Fact]
    public async Task The_benchmark_of_reading_counts_rows()
    {
        CliResult result = await Cli.RunAsync("bench", "reading", "--input", TestPaths.InProject("samples", "feeds", "shopify.csv"));

        Assert.StartsWith("4 rows in ", result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static IEnumerable<string> OfGoogle(int first, int second) =>
    [
        $"VEL-TEE-R-M row {first}: t-shirts: brand=Velora color=Red clothing-size=M material=Cotton neckline=Crew neck",
        $"VEL-TEE-B-XL row {second}: t-shirts: brand=Velora color=Black clothing-size=XL material=Cotton neckline=Crew neck",
        $"HEL-X17: {Laptop} condition=New",
    ];

    private string Write(string form, string feed)
    {
        byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(feed);
        string path = folder[form switch { "zip" => "feed.zip", "gzip" => "feed.csv.gz", "array" => "feed.json", _ => "feed.csv" }];
        switch (form)
        {
            case "zip":
                using (ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create))
                {
                    using Stream entry = archive.CreateEntry("feed.csv").Open();
                    entry.Write(utf8);
                }

                break;
            case "gzip":
                using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
                {
                    gzip.Write(utf8);
                }

                break;
            default:
                File.WriteAllBytes(path, form switch
                {
                    "cr" => System.Text.Encoding.UTF8.GetBytes(feed.Replace("\r\n", "\r", StringComparison.Ordinal)),
                    "sep" => [.. "sep=;\r\n"u8, .. utf8],
                    "utf-16" => System.Text.Encoding.Unicode.GetBytes(feed),
                    "windows-1252" => System.Text.Encoding.Latin1.GetBytes(feed),
                    _ => System.Text.Encoding.UTF8.GetBytes("""[{"id":1,"title":"Norvik laptop 16GB RAM, schwarz","category":"Laptops"},{"id":2,"title":"Norvik laptop 8GB RAM","category":"Laptops"}]"""),
                });
                break;
        }

        return path;
    }

    private async Task<JsonElement[]> TagAsync(string input)
    {
        CliResult result = await Cli.RunAsync("tag", "--index", index.Path, "--model", SampleIndex.Model, "--input", input);
        Assert.True(result.ExitCode == 0, result.Error);
        return Lines(result.Output);
    }

    private static JsonElement[] Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    private static IEnumerable<(string Attribute, JsonElement Value)> Values(JsonElement line) =>
        from attribute in line.GetProperty("attributes").EnumerateArray()
        where attribute.GetProperty("status").GetString() == "value"
        from value in attribute.GetProperty("values").EnumerateArray()
        select (attribute.GetProperty("attribute_id").GetString()!, value);

    // What the samples state in words; quantities have tests of their own.
    private static string Summary(JsonElement line)
    {
        string row = line.TryGetProperty("row", out JsonElement number) ? $" row {number}" : "";
        IEnumerable<string> values =
            Values(line).Where(value => value.Attribute is not ("screen-size" or "storage-capacity" or "weight" or "fabric-weight")
            && (value.Attribute != "memory" || !line.GetProperty("listing_id").GetString()!.StartsWith("HEL", StringComparison.Ordinal)))
            .Select(value => $"{value.Attribute}={value.Value.GetProperty("label").GetString()}");
        return $"{line.GetProperty("listing_id").GetString()}{row}: {line.GetProperty("category_id").GetString()}: "
            + $"{string.Join(' ', values)}";
    }
}
