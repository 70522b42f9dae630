using System.Text.Json;
using EpmRl.Retrieval.TestKit;
using Parquet;
using Parquet.Schema;

namespace EpmRl.Retrieval.Cli.Tests.Tagging;

[Collection(nameof(SampleIndex))]
public sealed class ParquetTagTests(SampleIndex index) : IDisposable
{
    private static readonly string[] Fields = ["id", "title", "description", "category"];

    private readonly ScratchFolder folder = new();

    [Fact]
    public async Task A_parquet_file_gives_the_same_lines_as_json_lines()
    {
        JsonElement[] listings = [.. Lines(await File.ReadAllTextAsync(SampleIndex.Listings)).Select(OnlyFields)];
        string json = folder.Write("feed.jsonl", string.Join('\n', listings.Select(listing => listing.GetRawText())));

        CliResult expected = await TagAsync("--input", json);
        CliResult found = await TagAsync("--input", await FeedAsync(listings));

        Assert.True(found.ExitCode == 0, found.Error);
        Assert.Equal(expected.Output, found.Output);
    }

    [Fact]
    public async Task A_file_of_another_tool_is_read_with_a_map_and_its_bad_rows_are_listed_by_number()
    {
        string errors = folder["errors.jsonl"];

        CliResult result = await TagAsync(
            "--input", TestPaths.InProject("tests", "fixtures", "parquet", "arrow.parquet"), "--map", "id=sku,title=Product Name",
            "--errors", errors);

        Assert.Equal(3, result.ExitCode);
        Assert.Equal(["1", "2", "4", "5"], Lines(result.Output).Select(line => line.GetProperty("listing_id").GetString()));
        Assert.Equal([3, 6], Lines(await File.ReadAllTextAsync(errors)).Select(error => error.GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task An_output_that_ends_in_parquet_is_a_table_of_all_values()
    {
        string output = folder["tags.parquet"];

        CliResult result = await TagAsync("--input", SampleIndex.Listings, "--output", output);

        Assert.True(result.ExitCode == 0, result.Error);
        JsonElement[] lines = Lines((await TagAsync("--input", SampleIndex.Listings)).Output);
        IReadOnlyList<string?> expected = [.. lines.SelectMany(line => line.GetProperty("attributes").GetArrayLength() == 0
            ? [null]
            : line.GetProperty("attributes").EnumerateArray().SelectMany(attribute => attribute.GetProperty("values").GetArrayLength() == 0
                ? [null]
                : attribute.GetProperty("values").EnumerateArray().Select(value => value.GetProperty("label").GetString())))];
        Assert.Equal(expected, await TextsAsync(output, "value_label"));
        Assert.Equal(lines.Length, (await TextsAsync(output, "listing_id")).Distinct().Count());
        Assert.Equal("tags.parquet", Path.GetFileName(Assert.Single(Directory.GetFiles(folder.Path)))); // no state to resume from
    }

    [Fact]
    public async Task Resuming_a_parquet_table_is_refused_with_the_reason()
    {
        CliResult result = await TagAsync("--input", SampleIndex.Listings, "--output", folder["tags.parquet"], "--resume");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("written completely or not at all", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["tags.parquet"]));
    }

    [Fact]
    public async Task A_run_that_fails_on_the_way_leaves_an_older_table_alone()
    {
        string output = folder.Write("tags.parquet", "older");
        byte[] feed =
            await File.ReadAllBytesAsync(await FeedAsync([.. Lines(await File.ReadAllTextAsync(SampleIndex.Listings)).Select(OnlyFields)]));
        feed.AsSpan(feed.Length / 2, 2000).Fill(0xff); // in the second row group
        string damaged = folder["damaged.parquet"];
        await File.WriteAllBytesAsync(damaged, feed);

        CliResult result = await TagAsync("--input", damaged, "--output", output, "--batch", "1");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("damaged.parquet: row group 2, column", result.Error, StringComparison.Ordinal);
        Assert.Equal("older", await File.ReadAllTextAsync(output));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.tmp"));
    }

    [Fact]
    public async Task A_full_disk_leaves_an_older_table_alone()
    {
        using var disk = new SmallDisk(mebibytes: 1);
        string output = Path.Combine(disk.Path, "tags.parquet");
        await File.WriteAllTextAsync(output, "older");
        disk.Fill(free: 8192);

        CliResult result = await TagAsync("--input", SampleIndex.Listings, "--output", output);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"'{output}' could not be written: the disk is full", result.Error, StringComparison.Ordinal);
        Assert.Equal("older", await File.ReadAllTextAsync(output));
        Assert.Empty(Directory.GetFiles(disk.Path, "*.tmp"));
    }

    public void Dispose() => folder.Dispose();

    private Task<CliResult> TagAsync(params string[] args) =>
        Cli.RunAsync(["tag", "--index", index.Path, "--model", SampleIndex.Model, .. args]);

    // Two row groups: one listing, and the others.
    private async Task<string> FeedAsync(JsonElement[] listings)
    {
        string path = folder["feed.parquet"];
        DataField[] columns = [.. Fields.Select(field => new DataField<string>(field, true))];
        await using FileStream file = File.Create(path);
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(columns), file);
        foreach (JsonElement[] rows in (JsonElement[][])[listings[..1], listings[1..]])
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            foreach (DataField column in columns)
            {
                await group.WriteAsync(
                    column,
                    rows.Select(row => row.TryGetProperty(column.Name, out JsonElement value) ? value.GetString() : null).ToArray()!);
            }
        }

        return path;
    }

    private static async Task<IReadOnlyList<string?>> TextsAsync(string path, string column)
    {
        await using ParquetReader table = await ParquetReader.CreateAsync(path);
        using ParquetRowGroupReader group = table.OpenRowGroupReader(0);
        var texts = new string?[group.RowCount];
        await group.ReadAsync(table.Schema.FindDataField(column), texts!);
        return texts;
    }

    private static JsonElement OnlyFields(JsonElement listing) =>
        JsonSerializer.SerializeToElement(
            listing.EnumerateObject().Where(field => Fields.Contains(field.Name)).ToDictionary(field => field.Name, field => field.Value));

    private static JsonElement[] Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
