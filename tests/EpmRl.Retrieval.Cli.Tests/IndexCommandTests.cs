using System.Text.Json;
using EpmRl.Retrieval.Cli.Commands;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Search;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests;

public sealed class IndexCommandTests : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly HashingEncoder encoder = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Build_reports_what_it_published_and_that_nothing_changed()
    {
        Assert.Matches(@"^Published \d{8}T\d{9}-[0-9a-f]{8}: 15 vectors \(fp16, \d+ kB\) in 4 ranges of taxonomy 'small'\. Encoded 15 of 15 prompts with hashing fp32 in ", await BuildAsync());
        Assert.StartsWith("Nothing changed: ", await BuildAsync());
    }

    [Fact]
    public async Task Verify_says_that_an_index_is_intact_or_names_the_broken_file()
    {
        await BuildAsync();
        CliResult whole = await Cli.RunAsync("index", "verify", "--index", scratch["index"]);
        string vectors = Directory.GetFiles(scratch["index"], "vectors.bin", SearchOption.AllDirectories).Single();
        byte[] bytes = File.ReadAllBytes(vectors);
        bytes[100] ^= 4;
        File.WriteAllBytes(vectors, bytes);

        CliResult broken = await Cli.RunAsync("index", "verify", "--index", scratch["index"]);

        Assert.Equal(ExitCodes.Ok, whole.ExitCode);
        Assert.Contains("is intact", whole.Output);
        Assert.Equal(ExitCodes.Failed, broken.ExitCode);
        Assert.Contains($"{vectors} is damaged", broken.Error);
    }

    [Fact]
    public async Task List_shows_every_version_to_people_and_programs()
    {
        await BuildAsync();
        await BuildAsync(VectorForm.Int8);

        CliResult table = await Cli.RunAsync("index", "list", "--index", scratch["index"]);
        CliResult json = await Cli.RunAsync("index", "list", "--index", scratch["index"], "--json");

        Assert.Contains("15 int8", table.Output);
        JsonElement versions = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal(["fp16", "int8"], versions.EnumerateArray().Select(version => version.GetProperty("vector_form").GetString()));
        Assert.Equal([false, true], versions.EnumerateArray().Select(version => version.GetProperty("current").GetBoolean()));
    }

    [Fact]
    public async Task Prune_removes_all_but_the_newest()
    {
        await BuildAsync();
        await BuildAsync(VectorForm.Int8);

        CliResult result = await Cli.RunAsync("index", "prune", "--index", scratch["index"], "--keep", "1");

        Assert.StartsWith("Removed 2", result.Output);
        Assert.Single(new IndexFolder(scratch["index"]).Versions());
        Assert.Equal(ExitCodes.Usage, (await Cli.RunAsync("index", "prune", "--index", scratch["index"], "--keep", "0")).ExitCode);
    }

    [Fact]
    public async Task Status_shows_what_readers_see_and_that_no_reindex_is_running()
    {
        await BuildAsync();
        string version = new IndexFolder(scratch["index"]).CurrentVersion!;

        CliResult text = await Cli.RunAsync("index", "status", "--index", scratch["index"]);
        CliResult json = await Cli.RunAsync("index", "status", "--index", scratch["index"], "--json");

        Assert.Equal(ExitCodes.Ok, text.ExitCode);
        Assert.Contains($"Readers of {scratch["index"]} see {version}.", text.Output);
        Assert.Contains("No reindex is running; the last one ended ", text.Output);
        JsonElement status = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal((version, "done", false, false), (
            status.GetProperty("current").GetString(), status.GetProperty("reindex").GetProperty("step").GetString(),
            status.GetProperty("is_running").GetBoolean(), status.GetProperty("is_interrupted").GetBoolean()));
    }

    [Fact]
    public async Task Status_shows_an_interrupted_reindex_with_the_next_step_and_names_damage()
    {
        await BuildAsync();
        using var cancel = new CancellationTokenSource();
        var interrupted = new HashingEncoder(precision: "int8")
        {
            OnBatch = _ =>
            {
                cancel.Cancel();
                cancel.Token.ThrowIfCancellationRequested();
            },
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await new IndexBuilder(scratch["index"])
            .BuildAsync(TestTaxonomies.Small(), interrupted, null, cancel.Token));

        CliResult text = await Cli.RunAsync("index", "status", "--index", scratch["index"]);
        File.AppendAllText(Path.Combine(scratch["index"], "reindex.json"), " ");
        CliResult damaged = await Cli.RunAsync("index", "status", "--index", scratch["index"]);

        Assert.Contains("stopped in step 'encode'", text.Output);
        Assert.Contains($"epmrl index reindex --resume --index {scratch["index"]}", text.Output);
        Assert.Equal(ExitCodes.Failed, damaged.ExitCode);
        Assert.Contains("reindex.json is damaged", damaged.Error);
    }

    [Fact]
    public async Task Rollback_goes_back_to_what_was_replaced_and_refuses_what_is_not_there()
    {
        await BuildAsync();
        string first = new IndexFolder(scratch["index"]).CurrentVersion!;
        await BuildAsync(VectorForm.Int8);
        string second = new IndexFolder(scratch["index"]).CurrentVersion!;

        CliResult back = await Cli.RunAsync("index", "rollback", "--index", scratch["index"]);
        CliResult none = await Cli.RunAsync("index", "rollback", "--index", scratch["index"]);
        CliResult forward = await Cli.RunAsync("index", "rollback", "--index", scratch["index"], "--to", second);

        Assert.Equal($"Readers see {first} again (taxonomy v1, hashing fp32), no longer {second}.\n", back.Output);
        Assert.Equal(ExitCodes.Failed, none.ExitCode);
        Assert.Contains($"holds no version older than {first}", none.Error);
        Assert.Contains($"Readers see {second} again", forward.Output);
    }

    [Fact]
    public async Task Reindex_asks_for_a_taxonomy_when_there_is_nothing_to_resume()
    {
        CliResult plain = await Cli.RunAsync("index", "reindex", "--index", scratch["index"]);
        CliResult resume = await Cli.RunAsync("index", "reindex", "--resume", "--index", scratch["index"]);

        Assert.Equal((ExitCodes.Usage, ExitCodes.Usage), (plain.ExitCode, resume.ExitCode));
        Assert.Contains("Name the taxonomy: --taxonomy <folder>", plain.Error);
        Assert.Contains("has no reindex to resume", resume.Error);
        Assert.False(Directory.Exists(scratch["index"]));
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("list")]
    [InlineData("prune")]
    [InlineData("status")]
    [InlineData("rollback")]
    public async Task A_folder_without_an_index_is_named(string verb)
    {
        CliResult result = await Cli.RunAsync("index", verb, "--index", scratch["nothing"]);

        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.Contains($"{scratch["nothing"]} holds no index. Build one. Run: epmrl index build", result.Error);
    }

    [Fact]
    public async Task Search_prints_a_table_for_people_and_json_for_programs()
    {
        await BuildAsync();
        using EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(scratch["index"]);
        ValueSearchPage page = await new ValueSearch(index, encoder).SearchAsync(new ValueQuery("gray") { Limit = 2 });

        string table = Print(terminal => SearchText.Write(page, index.Taxonomy, facets: true, explain: false, terminal));
        JsonElement json = JsonDocument.Parse(ValueSearchJson.ToBytes("gray", page, index)).RootElement;

        Assert.Contains("alias 'gray'", table);
        Assert.Equal("gray", json.GetProperty("query").GetString());
        Assert.Equal(encoder.Space.Fingerprint, json.GetProperty("space").GetString());
        Assert.Equal("v1", json.GetProperty("taxonomy_version").GetString());
        Assert.Equal(2, json.GetProperty("results").GetArrayLength());
        JsonElement first = json.GetProperty("results")[0];
        Assert.Equal(
            ["color", "Color", "grey", "Grey", "alias"],
            new[] { "attribute_id", "attribute", "value_id", "label", "match" }.Select(name => first.GetProperty(name).GetString()));
        Assert.Equal(0.99, first.GetProperty("why").GetProperty("spelling").GetDouble(), 1e-6);
        Assert.InRange(first.GetProperty("score").GetDouble(), 0.99, 1);
        Assert.Equal("color", json.GetProperty("facets").GetProperty("attributes")[0].GetProperty("id").GetString());
    }

    private async Task<string> BuildAsync(VectorForm form = VectorForm.Float16)
    {
        using var output = new MemoryStream();
        Terminal terminal = TerminalOf(output);
        int code = await IndexBuildCommand.BuildAsync(
            new FixedTaxonomy(TestTaxonomies.Small()), encoder, scratch["index"], new IndexBuildOptions { VectorForm = form }, terminal,
            CancellationToken.None);
        Assert.Equal(ExitCodes.Ok, code);
        terminal.Out.Flush();
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }

    private static string Print(Action<Terminal> print)
    {
        using var output = new MemoryStream();
        Terminal terminal = TerminalOf(output);
        print(terminal);
        terminal.Out.Flush();
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }

    private static Terminal TerminalOf(Stream output) => new(() => Stream.Null, output, Stream.Null, false, false, _ => null);
}
