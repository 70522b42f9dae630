using System.Text.Json;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Commands;

[Collection(nameof(SampleIndex))]
public sealed class OtherCommandsTests(SampleIndex index) : IDisposable
{
    private readonly ScratchFolder folder = new();

    [Fact]
    public async Task Embed_gives_a_unit_vector_for_each_text_in_order_and_reports_bad_rows()
    {
        CliResult result = await EpmrlProcess.RunAsync(
            folder.Path, "{\"id\":\"b\",\"text\":\"red shoes\"}\n{\"id\":\"x\"}\n{\"id\":7,\"text\":\"blue\"}\n", "embed", "--model",
            SampleIndex.Model);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("-:2: field 'text': The row has no 'text', only id.", result.Error, StringComparison.Ordinal);
        JsonElement[] lines =
            [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["b", "7"], lines.Select(line => line.GetProperty("id").GetString()));
        Assert.All(lines, line =>
        {
            float[] vector = [.. line.GetProperty("embedding").EnumerateArray().Select(number => number.GetSingle())];
            Assert.Equal(384, vector.Length);
            Assert.Equal(1, vector.Sum(number => number * number), 1e-4f);
        });
    }

    [Fact]
    public async Task Embed_leaves_its_input_and_an_older_output_alone_when_it_cannot_do_its_work()
    {
        string texts = folder.Write("texts.jsonl", "{\"id\":\"b\",\"text\":\"red shoes\"}\n");
        string damaged = folder["damaged.jsonl.gz"];
        File.WriteAllBytes(damaged, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0xff]);
        string output = folder.Write("old.jsonl", "old\n");

        CliResult itself = await Cli.RunAsync("embed", "--model", SampleIndex.Model, "-i", texts, "--errors", texts);
        CliResult unreadable = await Cli.RunAsync("embed", "--model", SampleIndex.Model, "-i", damaged, "-o", output);

        Assert.Equal((2, 1), (itself.ExitCode, unreadable.ExitCode));
        Assert.Contains("are the same file", itself.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(texts));
        Assert.Contains("damaged.jsonl.gz: damaged or truncated gzip", unreadable.Error, StringComparison.Ordinal);
        Assert.Equal("old\n", File.ReadAllText(output));
    }

    [Fact]
    public async Task Doctor_accepts_an_index_of_its_model_and_reports_a_mismatch()
    {
        string taxonomy = TestPaths.InProject("taxonomy", "sample");
        string[] args = ["doctor", "--json", "--model", SampleIndex.Model, "--index", index.Path, "--taxonomy", taxonomy];
        CliResult well = await Cli.RunAsync(args);
        CliResult mismatch = await Cli.RunAsync([.. args, "--precision", "fp32"]);

        Assert.Equal(0, well.ExitCode);
        Assert.Equal(["good", "good"], States(well, "index").Where(state => state != "info"));
        Assert.Equal(5, mismatch.ExitCode);
        Assert.Contains("problem", States(mismatch, "index"));
        Assert.Contains("epmrl index build", mismatch.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_says_what_is_missing()
    {
        CliResult result = await Cli.RunAsync(
            "doctor", "--model", SampleIndex.Model, "--index", folder[new string('x', 100)], "--taxonomy", folder["none"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("✗", result.Output, StringComparison.Ordinal);
        Assert.Contains("epmrl index build", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_builds_tags_and_shows_without_a_terminal()
    {
        CliResult result = await EpmrlProcess.RunAsync(folder.Path, null, "demo", "--model", SampleIndex.Model);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("$ epmrl index build --taxonomy", result.Output, StringComparison.Ordinal);
        Assert.Contains("Try next:", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output);
        Assert.Equal(
            File.ReadLines(SampleIndex.Listings).Count(),
            File.ReadLines(Path.Combine(folder.Path, "indexes", "sample-tags.jsonl")).Count());
    }

    public void Dispose() => folder.Dispose();

    private static IEnumerable<string?> States(CliResult result, string section) =>
        from finding in JsonDocument.Parse(result.Output).RootElement.EnumerateArray()
        where finding.GetProperty("section").GetString() == section
        select finding.GetProperty("state").GetString();
}
