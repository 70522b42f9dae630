using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Training;

public sealed class AliasCommandsTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public AliasCommandsTests()
    {
        scratch.Write("t/taxonomy.yaml", "format: 1\nname: lamps\n");
        scratch.Write("t/categories.yaml", "categories:\n  lamp: {name: Lamp, attributes: [maker]}\n");
        scratch.Write("t/attributes/maker.yaml", "name: Maker\nvalues:\n  northern: Northern Lights Works\n  acme: Acme\n");
        scratch.Write("labels.jsonl", string.Concat(Enumerable.Range(0, 12).Select(i =>
            $$"""{"input": "{{(i % 2 == 0 ? "NLW" : "Acme")}} lamp {{i}}", "category": "Lamp", "target_scores": {"Maker": {"{{(i % 2 == 0 ? "Northern Lights Works" : "Acme")}}": 1} } }""" + "\n")));
    }

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Suggested_aliases_that_a_person_accepts_become_part_of_the_taxonomy()
    {
        CliResult suggested = await Cli.RunAsync(
            "taxonomy", "suggest-aliases", "--data", scratch["labels.jsonl"], "--taxonomy", scratch["t"], "--out", scratch["s.yaml"]);
        Assert.Equal(0, suggested.ExitCode);
        Assert.Contains("NLW", suggested.Output);
        Assert.Contains("1 suggestion from 12 listings", suggested.Error);

        CliResult none = await Cli.RunAsync("taxonomy", "accept-aliases", scratch["s.yaml"], "--taxonomy", scratch["t"]);
        Assert.Contains("nothing was written", none.Error);

        File.WriteAllText(scratch["s.yaml"], File.ReadAllText(scratch["s.yaml"]).Replace("accept: false,", "accept: true,", StringComparison.Ordinal));
        CliResult accepted = await Cli.RunAsync("taxonomy", "accept-aliases", scratch["s.yaml"], "--taxonomy", scratch["t"]);
        Assert.Equal(0, accepted.ExitCode);
        Assert.Contains("Added 1 alias in 1 file.", accepted.Error);
        Assert.Contains("northern: {label: Northern Lights Works, aliases: [NLW]}", File.ReadAllText(scratch["t/attributes/maker.yaml"]));

        CliResult again = await Cli.RunAsync("taxonomy", "suggest-aliases", "--data", scratch["labels.jsonl"], "--taxonomy", scratch["t"]);
        Assert.Contains("0 suggestions", again.Error);
    }

    [Theory]
    [InlineData("--min-support", "0", "expected 1 or more")]
    [InlineData("--min-precision", "1.5", "expected a share above 0 and up to 1")]
    [InlineData("--split", "x.jsonl", "is a file already")]
    public async Task A_wrong_option_is_told(string option, string value, string expected)
    {
        CliResult result = await Cli.RunAsync(
            "taxonomy", "suggest-aliases", "--data", scratch["labels.jsonl"], "--taxonomy", scratch["t"], option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error);
    }

    [SkippableFact]
    public async Task Aliases_that_a_schema_leaves_out_are_found_in_labelled_listings()
    {
        string data = TestPaths.Shared("data", "wdc-pave");
        await Cli.RunAsync("taxonomy", "import", "--format", "values-json", Path.Combine(data, "values.json"), "--out", scratch["wdc"]);

        CliResult result = await Cli.RunAsync(
            "taxonomy", "suggest-aliases", "--data", Path.Combine(data, "train_large.jsonl"), "--taxonomy", scratch["wdc"], "--out", scratch["s.yaml"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("alias: HP, value: hewlett-packard, label: Hewlett-Packard,", File.ReadAllText(scratch["s.yaml"]));
    }
}
