using System.Text.Json;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Tagging;

[Collection(nameof(SampleIndex))]
public sealed class TagTests(SampleIndex index) : IDisposable
{
    private readonly ScratchFolder folder = new();

    [Fact]
    public async Task Every_listing_gets_a_line_in_order_and_evidence_points_into_its_own_text()
    {
        CliResult result = await TagAsync("--input", SampleIndex.Listings);

        Assert.True(result.ExitCode == 0, result.Error);
        JsonElement[] listings = Lines(File.ReadAllText(SampleIndex.Listings));
        JsonElement[] tagged = Lines(result.Output);
        Assert.Equal(listings.Select(IdOf), tagged.Select(line => line.GetProperty("listing_id").GetString()));
        int spans = 0;
        foreach ((JsonElement listing, JsonElement line) in listings.Zip(tagged))
        {
            Assert.Equal(
                ["listing_id", "category", "category_id", "attributes", "taxonomy_version", "space", "truncated"],
                line.EnumerateObject().Select(field => field.Name)
                    .Where(name => name is not ("extra" or "category_predicted" or "category_given" or "category_candidates")));
            if (listing.TryGetProperty("category", out JsonElement category) && !line.TryGetProperty("category_predicted", out _))
            {
                Assert.Equal(category.GetString(), line.GetProperty("category").GetString());
            }

            foreach (JsonElement attribute in line.GetProperty("attributes").EnumerateArray())
            {
                Assert.Contains(attribute.GetProperty("status").GetString(), new[] { "value", "no_value", "needs_review" });
                Assert.Equal(
                    attribute.GetProperty("status").GetString() == "no_value", attribute.GetProperty("values").GetArrayLength() == 0);
                Assert.NotEmpty(attribute.GetProperty("reason").GetString()!);
                foreach (JsonElement evidence in attribute.GetProperty("values").EnumerateArray().SelectMany(
                    value => value.GetProperty("evidence").EnumerateArray()))
                {
                    string text = listing.GetProperty(evidence.GetProperty("field").GetString()!).GetString()!;
                    Assert.Equal(
                        evidence.GetProperty("text").GetString(),
                        text[evidence.GetProperty("start").GetInt32()..evidence.GetProperty("end").GetInt32()]);
                    spans++;
                }
            }
        }

        Assert.True(spans > listings.Length, $"{spans} places for {listings.Length} listings.");
    }

    [Fact]
    public async Task Other_fields_are_returned_as_they_came()
    {
        string row = """{"id":"a","title":"Norvik laptop 16GB RAM","category":"Laptops","price":1.50,"nested":{"a":[1, 2.0, "\ud83d"]},"t":true}""";
        CliResult result = await TagAsync("--input", folder.Write("one.jsonl", row));

        Assert.Contains("""extra":{"price":1.50,"nested":{"a":[1, 2.0, "\ud83d"]},"t":true}""", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_carriage_return_between_the_tokens_of_another_field_becomes_a_blank()
    {
        string row = "{\"id\":\"a\",\"title\":\"red shoe\",\"category\":\"Laptops\",\"x\":[\"\\ud800\",\r1.0]}";
        CliResult result = await TagAsync("--input", folder.Write("one.jsonl", row));

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("""extra":{"x":["\ud800", 1.0]}""", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_rows_are_listed_next_to_the_output_and_the_good_ones_are_tagged()
    {
        string output = folder["tags.jsonl"];
        CliResult result = await TagAsync("--input", TestPaths.InProject("samples", "bad-rows.jsonl"), "--output", output);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains(output + ".errors.jsonl", result.Error, StringComparison.Ordinal);
        Assert.NotEmpty(File.ReadAllLines(output));
        foreach (JsonElement error in Lines(File.ReadAllText(output + ".errors.jsonl")))
        {
            Assert.Equal(["file", "line", "field", "message", "row"], error.EnumerateObject().Select(field => field.Name));
            string row =
                File.ReadLines(TestPaths.InProject("samples", "bad-rows.jsonl")).ElementAt(error.GetProperty("line").GetInt32() - 1);
            Assert.Equal(row, error.GetProperty("row").GetString());
        }
    }

    [Fact]
    public async Task A_csv_file_gives_the_same_tags_as_json_lines()
    {
        JsonElement[] csv = Lines((await TagAsync("--input", TestPaths.InProject("samples", "products.csv"))).Output);
        Dictionary<string, JsonElement> json = Lines((await TagAsync("--input", SampleIndex.Listings)).Output)
            .ToDictionary(line => line.GetProperty("listing_id").GetString()!);

        Assert.NotEmpty(csv);
        Assert.All(csv, line => Assert.Equal(
            json[line.GetProperty("listing_id").GetString()!].GetProperty("attributes").GetRawText(),
            line.GetProperty("attributes").GetRawText()));
    }

    [Fact]
    public async Task Stdin_to_stdout_carries_data_only()
    {
        CliResult result = await EpmrlProcess.RunAsync(
            folder.Path, File.ReadAllText(SampleIndex.Listings), "tag", "--index", index.Path, "--model", SampleIndex.Model, "--limit",
            "7");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(7, Lines(result.Output).Length);
        Assert.Contains("Tagged 7 listings", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output + result.Error);
    }

    [Fact]
    public async Task An_input_that_cannot_be_read_leaves_an_older_output_alone()
    {
        string output = folder.Write("old.jsonl", "old\n");
        CliResult header = await TagAsync("--input", folder.Write("feed.csv", "id,label\n1,x\n"), "--output", output);
        CliResult itself = await TagAsync("--input", output, "--output", output);

        Assert.Equal((1, 2), (header.ExitCode, itself.ExitCode));
        Assert.Contains("no column 'title'", header.Error, StringComparison.Ordinal);
        Assert.Contains("are the same file", itself.Error, StringComparison.Ordinal);
        Assert.Equal("old\n", File.ReadAllText(output));
    }

    [Fact]
    public async Task Rows_before_a_fault_of_the_file_are_tagged_and_the_fault_is_reported()
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(
            packed, System.IO.Compression.CompressionLevel.NoCompression, leaveOpen: true))
        {
            gzip.Write(File.ReadAllBytes(SampleIndex.Listings));
        }

        string input = folder["cut.jsonl.gz"];
        File.WriteAllBytes(input, packed.ToArray()[..((int)packed.Length / 2)]);
        string output = folder["tags.jsonl"];
        CliResult result = await TagAsync("--input", input, "--output", output, "--batch", "4");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("damaged or truncated gzip after line ", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, File.ReadLines(output).Count() % 4);
        Assert.NotEmpty(File.ReadLines(output));
    }

    [Fact]
    public async Task When_the_reader_of_the_output_goes_the_run_stops_quietly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a POSIX shell.");
        string command = $"dotnet exec '{Path.Combine(AppContext.BaseDirectory, "epmrl.dll")}' tag --index '{index.Path}' --model "
            + $"'{SampleIndex.Model}' " +
            $"--input '{SampleIndex.Listings}' --batch 1 --quiet | head -1; echo ${{PIPESTATUS[0]}}";
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("bash", ["-c", command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string[] output = (await shell.StandardOutput.ReadToEndAsync()).Split('\n');

        Assert.Equal("1", output[1]);
        Assert.Empty(await shell.StandardError.ReadToEndAsync());
    }

    [Fact]
    public async Task Quiet_says_nothing_when_all_is_well() =>
        Assert.Empty((await TagAsync("--input", SampleIndex.Listings, "--limit", "1", "--quiet")).Error);

    [Fact]
    public async Task The_table_shows_titles_with_their_evidence()
    {
        CliResult result = await TagAsync("--input", SampleIndex.Listings, "--limit", "3", "--view", "table");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Electronics > Laptops", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"Memory +16 GB +\d\d %", result.Output);
        Assert.Contains("[16GB", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--index", "no-such-index", 1)]
    [InlineData("--precision", "fp32", 5)]
    [InlineData("--model", "no-such-model", 2)]
    [InlineData("--input", "no-such-file.jsonl", 1)]
    [InlineData("--calibration", "no-such-file.json", 1)]
    [InlineData("--map", "name=title", 2)]
    [InlineData("--encoding", "klingon", 2)]
    [InlineData("--delimiter", "ab", 2)]
    public async Task A_mistake_gives_a_message_that_names_it_and_no_stack_trace(string option, string value, int code)
    {
        string[] usual = ["--index", index.Path, "--input", SampleIndex.Listings, "--model", SampleIndex.Model];
        string[] args = option is "--index" or "--input" or "--model"
            ? [.. usual.Chunk(2).Where(pair => pair[0] != option).SelectMany(pair => pair), option, value]
            : [.. usual, option, value];

        CliResult result = await Cli.RunAsync(["tag", .. args]);

        Assert.Equal(code, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("defect", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private Task<CliResult> TagAsync(params string[] args) =>
        Cli.RunAsync(["tag", "--index", index.Path, "--model", SampleIndex.Model, .. args]);

    private static string? IdOf(JsonElement listing) => listing.GetProperty("id").GetString();

    private static JsonElement[] Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
