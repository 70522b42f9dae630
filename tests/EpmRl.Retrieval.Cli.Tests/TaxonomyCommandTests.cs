using System.Text.Json;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests;

public sealed class TaxonomyCommandTests : IDisposable
{
    private static readonly string Minimal = TestPaths.InProject("tests", "fixtures", "taxonomy", "minimal");

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Import_writes_a_taxonomy_that_validate_accepts_and_replaces_it_only_when_asked()
    {
        string values = scratch.Write("values.json", """{"Toys": {"Brand": ["Acme", "ACME"], "Width": ["1.5", "2.0"]}}""");
        string[] import = ["taxonomy", "import", "--format", "values-json", values, "--out", scratch["toys"]];

        CliResult dry = await Cli.RunAsync([.. import, "--dry-run"]);
        Assert.Equal(0, dry.ExitCode);
        Assert.False(Directory.Exists(scratch["toys"]));

        CliResult first = await Cli.RunAsync(import);
        Assert.Equal(0, first.ExitCode);
        Assert.Contains("1 category, 2 attributes, 4 values", first.Error);
        Assert.Contains("differ in case alone", first.Error);
        Assert.Empty(first.Output);

        CliResult again = await Cli.RunAsync(import);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("--force", again.Error);
        Assert.Equal(0, (await Cli.RunAsync([.. import, "--force", "--quiet"])).ExitCode);

        CliResult valid = await Cli.RunAsync("taxonomy", "validate", scratch["toys"]);
        Assert.Equal((0, ""), (valid.ExitCode, valid.Output));
        Assert.Contains("is valid", valid.Error);
    }

    [Fact]
    public async Task Validate_lists_every_problem_and_fails()
    {
        scratch.Write("taxonomy.yaml", "format: 1\nname: x\n");
        scratch.Write("categories.yaml", "categories:\n  a: {name: A, attributes: [colr]}\n");
        scratch.Write("attributes/color.yaml", "name: Color\nkind: colour\n");

        CliResult result = await Cli.RunAsync("taxonomy", "validate", scratch.Path);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("color.yaml:2: ", result.Output);
        Assert.Contains("categories.yaml:2: ", result.Output);
        Assert.Contains("(warning)", result.Output);
        Assert.Contains("2 problems, 1 warning", result.Error);
    }

    [Fact]
    public async Task Validate_accepts_a_taxonomy_with_warnings()
    {
        scratch.Write("taxonomy.yaml", "format: 1\nname: x\n");
        scratch.Write("categories.yaml", "categories:\n  a: {name: A}\n");
        scratch.Write("attributes/color.yaml", "name: Color\n");

        CliResult result = await Cli.RunAsync("taxonomy", "validate", scratch.Path);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("No category uses this attribute", result.Output);
    }

    [Fact]
    public async Task Import_keeps_only_the_categories_that_are_asked_for()
    {
        string values = scratch.Write("two.json", """{"Toys": {"Color": ["Red"]}, "Tools": {"Power": ["Mains"]}}""");

        CliResult result =
            await Cli.RunAsync("taxonomy", "import", "--format", "values-json", values, "--only", "Tools", "--out", scratch["tools"]);
        CliResult unknown =
            await Cli.RunAsync("taxonomy", "import", "--format", "values-json", values, "--only", "Tooks", "--out", scratch["none"]);

        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        Assert.Equal(["Tools"], TaxonomyReader.Load(scratch["tools"]).Categories.Select(category => category.Name));
        Assert.Equal(ExitCodes.Usage, unknown.ExitCode);
        Assert.Contains("Unknown category 'Tooks'", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_imports_as_the_same_version()
    {
        Assert.Equal(0, (await Cli.RunAsync("taxonomy", "export", Minimal, "--format", "jsonl", "--out", scratch["t.jsonl"])).ExitCode);
        CliResult import = await Cli.RunAsync("taxonomy", "import", "--format", "jsonl", scratch["t.jsonl"], "--out", scratch["again"]);
        CliResult before = await Cli.RunAsync("taxonomy", "show", Minimal, "--json");
        CliResult after = await Cli.RunAsync("taxonomy", "show", scratch["again"], "--json");

        Assert.Equal(0, import.ExitCode);
        Assert.Equal(before.Output, after.Output);
        Assert.Equal(["t.jsonl", "again"], Directory.GetFileSystemEntries(scratch.Path).Select(Path.GetFileName).OrderDescending());
    }

    [Theory]
    [InlineData("csv", "category,attribute,value,aliases,unit,kind")]
    [InlineData("values-json", "\"Electronics\"")]
    [InlineData("jsonl", "{\"type\":\"taxonomy\",\"format\":1,\"name\":\"minimal\"")]
    public async Task Export_writes_to_stdout(string format, string expected) =>
        Assert.Contains(expected, (await Cli.RunAsync("taxonomy", "export", Minimal, "--format", format)).Output);

    [Fact]
    public async Task Show_prints_a_tree_a_category_and_an_attribute()
    {
        Assert.Contains("└── Laptops", (await Cli.RunAsync("taxonomy", "show", Minimal)).Output);
        Assert.Contains("Installed RAM", (await Cli.RunAsync("taxonomy", "show", Minimal, "--attribute", "Memory")).Output);
        string category = (await Cli.RunAsync("taxonomy", "show", Minimal, "--category", "laptops")).Output;
        Assert.Contains("Part Number", category);
        Assert.Contains("in GB", category);
        using JsonDocument json = JsonDocument.Parse((await Cli.RunAsync("taxonomy", "show", Minimal, "-a", "color", "--json")).Output);
        Assert.Equal("anthracite", json.RootElement[0].GetProperty("values")[1].GetProperty("aliases")[1].GetString());
    }

    [Theory]
    [InlineData("--category", "Latops", "Closest: 'Laptops'")]
    [InlineData("--attribute", "colr", "Closest: 'Color'")]
    public async Task Show_names_the_closest_of_an_unknown_name(string option, string name, string expected)
    {
        CliResult result = await Cli.RunAsync("taxonomy", "show", Minimal, option, name);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error);
    }

    [Fact]
    public async Task The_example_schema_imports_the_value_list_it_is_for()
    {
        string values = TestPaths.Shared("data", "wdc-pave", "values.json");

        CliResult result = await Cli.RunAsync("taxonomy", "import", "--format", "values-json", values,
            "--schema", TestPaths.InProject("taxonomy", "examples", "wdc-pave.schema.yaml"), "--out", scratch["wdc"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("5 categories, 37 attributes, 2,297 values", result.Error);
    }
}
