using System.Text.Json;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Tagging;

/// <summary>Tags as tables and import files, end to end by one command, from the exports that programs write.</summary>
[Collection(nameof(SampleIndex))]
public sealed class TableTests(SampleIndex index) : IDisposable
{
    private static readonly string Sample = TestPaths.InProject("taxonomy", "sample");

    private readonly ScratchFolder folder = new();

    [Fact]
    public async Task A_shop_gets_its_export_back_as_an_import_file_of_metafields()
    {
        string file = await TagAsync("shopify.csv", "import.csv", "--for", "shopify");

        // Columns as help.shopify.com has them: title and handle, and metafields as "name (product.metafields.namespace.key)"; no color or
        // size, which are options.
        Assert.Equal(
            """
            Title,URL handle,Brand (product.metafields.custom.brand),Fabric weight (product.metafields.custom.fabric_weight),Laptop type (product.metafields.custom.laptop_type),Material (product.metafields.custom.material),Memory (product.metafields.custom.memory),Neckline (product.metafields.custom.neckline),Operating system (product.metafields.custom.operating_system),Screen size (product.metafields.custom.screen_size),Storage capacity (product.metafields.custom.storage_capacity),Weight (product.metafields.custom.weight)
            Velora Crew Neck T-Shirt,velora-crew-tee,Velora,180 g/m²,,Cotton,,Crew neck,,,,
            "Heliotron Raptor X17 17.3"" Gaming Laptop 32GB RAM 2TB SSD",heliotron-raptor-x17,Heliotron,,Gaming,,32 GB,,Windows 11 Home,17.3 in,2 TB,2.80 kg

            """,
            file);
    }

    [Fact]
    public async Task Akeneo_gets_its_export_back_as_an_import_file_of_codes_and_units()
    {
        string file = await TagAsync("akeneo.csv", "import.csv", "--for", "akeneo", "--localized", "neckline=de_DE-ecommerce");

        Assert.Equal(
            """
            sku;brand;clothing_size;color;laptop_type;memory;memory-unit;neckline-de_DE-ecommerce;operating_system;screen_size;screen_size-unit;weight;weight-unit
            HEL-X17;heliotron;;black;gaming;32;GIGABYTE;;windows_11_home;17.3;INCH;2.8;KILOGRAM
            VEL-TEE-R-M;velora;m;red;;;;crew;;;;;

            """,
            file);
    }

    [Fact]
    public async Task A_team_gets_its_sheet_back_with_a_column_for_each_attribute()
    {
        List<string[]> input = StrictCsv.Read(await File.ReadAllBytesAsync(Feed("shopify.csv")));
        await TagAsync("shopify.csv", "sheet.csv", "--layout", "wide", "--keep-columns");

        List<Dictionary<string, string>> rows = StrictCsv.ReadByName(await File.ReadAllBytesAsync(folder["sheet.csv"]));

        Assert.Equal(input[0], rows[0].Keys.Take(input[0].Length));
        // The row of a second picture is not a listing.
        Assert.Equal(
            input.Skip(1).Where(row => row[4].Length + row[9].Length > 0).SelectMany(row => row),
            rows.SelectMany(row => row.Values.Take(input[0].Length)));
        Assert.Equal(["Red", "Black", "White", ""], rows.Select(row => row["Color"]));
        Assert.Equal(["Cotton", "Cotton", "Cotton", ""], rows.Select(row => row["Material"]));
        Assert.Equal(["t-shirts", "t-shirts", "t-shirts", "laptops"], rows.Select(row => row["category_id"]));
    }

    [Theory]
    [InlineData("tags.csv", ',')]
    [InlineData("tags.tsv", '\t')]
    public async Task A_long_table_has_the_columns_of_the_parquet_table_and_a_row_for_each_value(string name, char separator)
    {
        await TagAsync("google.tsv", name);
        string tags = await TagAsync("google.tsv", "tags.jsonl");
        JsonElement[] lines = [.. tags.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

        List<Dictionary<string, string>> rows = StrictCsv.ReadByName(await File.ReadAllBytesAsync(folder[name]), separator);

        var expected = from line in lines
                       from attribute in line.GetProperty("attributes").EnumerateArray()
                       from value in attribute.GetProperty("values").EnumerateArray()
                       select (
                           line.GetProperty("listing_id").GetString(), attribute.GetProperty("attribute_id").GetString(),
                           value.GetProperty("label").GetString(), value.GetProperty("probability").GetRawText());
        Assert.Equal(
            expected,
            rows.Where(row => row["value_rank"].Length > 0).Select(row =>
                ((string?)row["listing_id"], (string?)row["attribute_id"], (string?)row["value_label"], row["probability"])));
        Assert.Contains(rows, row => row["attribute_id"] == "color" && row["evidence_field"] == "options"
            && row["evidence_text"] == "Red" && row["options"].Contains("color: Red", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("shopify.csv", "t.csv", "--for shopify --with-review", true)]
    [InlineData("shopify.csv", "t.csv", "--layout wide --keep-columns --probabilities --min-probability 0.9", true)]
    [InlineData("akeneo.csv", "t.csv", "--for akeneo", false)]
    [InlineData("google.xml", "t.csv", "--raw", false)]
    [InlineData("google.xml", "t.parquet", "--layout wide", true)]
    [InlineData("woocommerce.csv", "t.tsv", "--layout wide --raw", true)]
    public async Task Stored_tags_give_the_same_file_as_the_run_that_made_them(string feed, string name, string options, bool withFeed)
    {
        string[] words = options.Split(' ');
        await TagAsync(feed, "tags.jsonl");
        await TagAsync(feed, name, words);
        string stored = folder["stored" + Path.GetExtension(name)];

        CliResult result = await Cli.RunAsync(
            ["tags", "export", "--input", folder["tags.jsonl"], "--output", stored, "--taxonomy", Sample, .. words,
                .. withFeed ? (string[])["--listings", Feed(feed)] : []]);

        Assert.True(result.ExitCode == 0, result.Error);
        if (withFeed)
        {
            Assert.Equal(await File.ReadAllBytesAsync(folder[name]), await File.ReadAllBytesAsync(stored));
        }
        else
        {
            Assert.Equal(WithoutRows(folder[name]), WithoutRows(stored)); // stored tags have only the row of variants
        }
    }

    [Fact]
    public async Task Bad_lines_are_reported_and_the_good_ones_are_written()
    {
        await TagAsync("shopify.csv", "tags.jsonl");
        string[] lines = await File.ReadAllLinesAsync(folder["tags.jsonl"]);
        string unknown = lines[3].Replace("\"status\":\"value\"", "\"status\":\"perhaps\"", StringComparison.Ordinal);
        string tags = folder.Write("bad.jsonl", string.Join('\n', lines[0], "{\"listing_id\":1}", "{", unknown, lines[1]));

        CliResult result = await Cli.RunAsync(
            "tags", "export", "--input", tags, "--output", folder["t.csv"], "--layout", "wide", "--taxonomy", Sample, "--listings",
            Feed("shopify.csv"));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("bad.jsonl:2: The line is not a tag result: 'listing_id' is the number 1, expected a "
            + "text.", result.Error, StringComparison.Ordinal);
        Assert.Contains("bad.jsonl:4: The line is not a tag result: 'attributes[0].status' is 'perhaps', expected value, no_value, "
            + "needs_review.", result.Error, StringComparison.Ordinal);
        Assert.Equal(
            ["VEL-TEE-R-M", "VEL-TEE-B-XL"], StrictCsv.ReadByName(await File.ReadAllBytesAsync(folder["t.csv"])).Select(row => row["id"]));
    }

    [Fact]
    public async Task Tags_of_another_taxonomy_or_another_feed_are_refused_and_an_older_file_stays()
    {
        await TagAsync("shopify.csv", "tags.jsonl");
        string older = folder.Write("t.csv", "older");
        string written = await File.ReadAllTextAsync(folder["tags.jsonl"]);
        string other = folder.Write(
            "other.jsonl", written.Replace("\"taxonomy_version\":\"", "\"taxonomy_version\":\"0", StringComparison.Ordinal));

        CliResult version =
            await Cli.RunAsync("tags", "export", "--input", other, "--output", older, "--for", "akeneo", "--taxonomy", Sample);
        CliResult feed = await Cli.RunAsync(
            "tags", "export", "--input", folder["tags.jsonl"], "--output", older, "--for", "shopify", "--taxonomy", Sample, "--listings",
            Feed("akeneo.csv"));

        Assert.Equal((2, 1), (version.ExitCode, feed.ExitCode));
        Assert.Contains("epmrl taxonomy migrate", version.Error, StringComparison.Ordinal);
        Assert.Contains("'VEL-TEE-R-M' is not among the rows of", feed.Error, StringComparison.Ordinal);
        Assert.Equal("older", await File.ReadAllTextAsync(older));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.tmp"));
    }

    [Theory]
    [InlineData("t.jsonl", "--layout wide", "--layout is for tables")]
    [InlineData("t.jsonl", "--for shopify", "--for shopify writes CSV")]
    [InlineData("t.parquet", "--for akeneo", "--for akeneo writes CSV")]
    [InlineData("t.csv", "--for akeneo --layout long", "--for and --layout exclude each other")]
    [InlineData("t.csv", "--for akeneo --raw", "it is raw already")]
    [InlineData("t.parquet", "--raw", "--raw is for CSV")]
    [InlineData("t.csv", "--min-probability 0.5", "--min-probability is for --layout wide and --for")]
    [InlineData("t.csv", "--layout wide --min-probability 1.5", "expected a probability from 0 to 1, found 1.5")]
    [InlineData("t.csv", "--with-review", "--with-review is for")]
    [InlineData("t.csv", "--probabilities", "--probabilities is for --layout wide")]
    [InlineData("t.csv", "--for shopify --keep-columns", "--keep-columns is for --layout wide")]
    [InlineData("t.csv", "--for akeneo --namespace x", "--namespace is for --for shopify")]
    [InlineData("t.csv", "--for shopify --identifier x", "--identifier is for --for akeneo")]
    [InlineData("t.csv", "--layout wide --localized fit=de_DE", "--localized is for --for akeneo")]
    [InlineData("t.csv", "--for akeneo --localized fit", "--localized: expected attribute=locale-channel")]
    [InlineData("t.csv", "--for akeneo --localized fitt=de_DE", "Closest: 'fit'.")]
    [InlineData("t.csv", "--for shopify --namespace a.b", "found 'a.b'")]
    [InlineData("t.csv", "--resume", "written completely or not at all")]
    [InlineData("/dev/null.csv/../null", "--layout wide", "--layout is for tables")]
    public async Task Options_that_mean_nothing_together_are_refused_in_a_sentence(string name, string options, string message)
    {
        CliResult result = await Cli.RunAsync(
            ["tag", "--index", index.Path, "--model", SampleIndex.Model, "--input", Feed("shopify.csv"), "--output", folder[name],
                .. options.Split(' ')]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("t.jsonl", "", "name a file that ends in .csv, .tsv or .parquet")]
    [InlineData("t.csv", "--layout wide", "add --taxonomy <folder>")]
    [InlineData("t.csv", "--for shopify --taxonomy TAXONOMY", "--listings <file>")]
    [InlineData("t.csv", "--layout wide --keep-columns --taxonomy TAXONOMY", "--keep-columns needs what tags do not hold")]
    [InlineData("t.csv", "--map title=x", "say how --listings is read")]
    [InlineData("t.csv", "--listings -", "stdin is for --input")]
    public async Task An_export_that_lacks_something_says_what_to_add(string name, string options, string message)
    {
        string[] words =
            [.. options.Replace("TAXONOMY", Sample, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        CliResult result = await Cli.RunAsync(["tags", "export", "--output", folder[name], .. words]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("tags.csv")]
    [InlineData("tags.csv", "--layout", "wide")]
    [InlineData("tags.csv", "--for", "akeneo")]
    public async Task A_full_disk_leaves_an_older_table_alone(string name, params string[] options)
    {
        using var disk = new SmallDisk(mebibytes: 1);
        string output = Path.Combine(disk.Path, name);
        await File.WriteAllTextAsync(output, "older");
        disk.Fill(free: 8192);

        CliResult result = await Cli.RunAsync(
            ["tag", "--index", index.Path, "--model", SampleIndex.Model, "--input", SampleIndex.Listings, "--output", output, .. options]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"'{output}' could not be written: the disk is full", result.Error, StringComparison.Ordinal);
        Assert.Equal("older", await File.ReadAllTextAsync(output));
        Assert.Empty(Directory.GetFiles(disk.Path, "*.tmp"));
    }

    public void Dispose() => folder.Dispose();

    private static string Feed(string name) => TestPaths.InProject("samples", "feeds", name);

    private static string[][] WithoutRows(string path)
    {
        string text = File.ReadAllText(path);
        bool semicolons = text.Contains(';', StringComparison.Ordinal) && !text.StartsWith("listing_id,", StringComparison.Ordinal);
        List<string[]> rows = StrictCsv.Read(File.ReadAllBytes(path), semicolons ? ';' : ',');
        int column = Array.IndexOf(rows[0], "row");
        return [.. rows.Select(row => column < 0 ? row : [.. row[..column], .. row[(column + 1)..]])];
    }

    private async Task<string> TagAsync(string feed, string name, params string[] options)
    {
        CliResult result = await Cli.RunAsync(
            ["tag", "--index", index.Path, "--model", SampleIndex.Model, "--input", Feed(feed), "--output", folder[name], .. options]);
        Assert.True(result.ExitCode == 0, result.Error);
        return (await File.ReadAllTextAsync(folder[name])).TrimStart('\ufeff');
    }
}
