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

        File.WriteAllText(
            scratch["s.yaml"], File.ReadAllText(scratch["s.yaml"]).Replace("accept: false,", "accept: true,", StringComparison.Ordinal));
        CliResult accepted = await Cli.RunAsync("taxonomy", "accept-aliases", scratch["s.yaml"], "--taxonomy", scratch["t"]);
        Assert.Equal(0, accepted.ExitCode);
        Assert.Contains("Added 1 alias in 1 file.", accepted.Error);
        Assert.Contains("northern: {label: Northern Lights Works, aliases: [NLW]}", File.ReadAllText(scratch["t/attributes/maker.yaml"]));

        CliResult again = await Cli.RunAsync("taxonomy", "suggest-aliases", "--data", scratch["labels.jsonl"], "--taxonomy", scratch["t"]);
        Assert.Contains("0 suggestions", again.Error);
    }

    [Fact]
    public async Task Accepted_aliases_of_a_taxonomy_with_a_store_are_journalled_published_and_indexed()
    {
        string shop = scratch["t"];
        string file = Path.Combine(shop, "attributes", "maker.yaml");
        string[] build =
            ["index", "build", "--taxonomy", shop, "--index", scratch["index"], "--model", SampleIndex.Model, "--precision", "int8"];
        await Cli.RunAsync("taxonomy", "publish", shop);
        await Cli.RunAsync(
            "taxonomy", "suggest-aliases", "--data", scratch["labels.jsonl"], "--taxonomy", shop, "--out", scratch["s.yaml"]);
        File.WriteAllText(
            scratch["s.yaml"], File.ReadAllText(scratch["s.yaml"]).Replace("accept: false,", "accept: true,", StringComparison.Ordinal));

        CliResult accepted = await Cli.RunAsync("taxonomy", "accept-aliases", scratch["s.yaml"], "--taxonomy", shop, "--who", "anna");
        CliResult diff = await Cli.RunAsync("taxonomy", "diff", shop);
        CliResult history = await Cli.RunAsync("taxonomy", "history", shop, "--json");
        CliResult early = await Cli.RunAsync(build);
        await Cli.RunAsync("taxonomy", "publish", shop);
        CliResult late = await Cli.RunAsync(build);
        CliResult undone = await Cli.RunAsync("taxonomy", "edit", shop, "remove-alias", "maker/northern", "NLW", "--why", "not ours");

        Assert.Equal(0, accepted.ExitCode);
        Assert.Contains("Added 1 alias in 1 file. Entry 3, draft ", accepted.Error);
        Assert.Contains($"Next: epmrl taxonomy publish {shop}, then epmrl index build", accepted.Error);
        Assert.Contains("has the alias 'NLW' now", diff.Output);
        Assert.Contains("\"edit\": \"add-alias\"", history.Output);
        Assert.Contains("not used: 1 entry of its journal since then. Publish with: epmrl taxonomy publish", early.Error);
        Assert.DoesNotContain("not used", late.Error);
        Assert.Contains("Published ", late.Output);
        Assert.Equal(0, undone.ExitCode);
        Assert.DoesNotContain("NLW", File.ReadAllText(file));
    }

    [Fact]
    public async Task Edits_by_hand_that_an_index_does_not_have_are_named_when_it_is_built()
    {
        string shop = scratch["t"];
        await Cli.RunAsync("taxonomy", "publish", shop);
        File.AppendAllText(Path.Combine(shop, "attributes", "maker.yaml"), "  zeta: Zeta\n");

        CliResult built = await Cli.RunAsync(
            "index", "build", "--taxonomy", shop, "--index", scratch["index"], "--model", SampleIndex.Model, "--precision", "int8");

        Assert.Contains("not used: edits by hand in its files. Publish with: epmrl taxonomy publish", built.Error);
    }

    [Theory]
    [InlineData("--min-support", "0", "expected 1 or more")]
    [InlineData("--min-precision", "1.5", "expected a share above 0 and up to 1")]
    [InlineData("--split", "x.jsonl", "is a file already")]
    public async Task A_wrong_option_is_reported(string option, string value, string expected)
    {
        CliResult result = await Cli.RunAsync(
            "taxonomy", "suggest-aliases", "--data", scratch["labels.jsonl"], "--taxonomy", scratch["t"], option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error);
    }

    [Fact]
    public async Task Aliases_that_a_schema_leaves_out_are_found_in_labelled_listings()
    {
        string data = TestPaths.Shared("data", "wdc-pave");
        await Cli.RunAsync("taxonomy", "import", "--format", "values-json", Path.Combine(data, "values.json"), "--out", scratch["wdc"]);

        CliResult result = await Cli.RunAsync(
            "taxonomy", "suggest-aliases", "--data", Path.Combine(data, "train_large.jsonl"), "--taxonomy", scratch["wdc"], "--out",
            scratch["s.yaml"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("alias: HP, value: hewlett-packard, label: Hewlett-Packard,", File.ReadAllText(scratch["s.yaml"]));
    }
}
