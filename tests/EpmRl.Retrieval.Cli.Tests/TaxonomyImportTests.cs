using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests;

/// <summary>A dry run of an import reports what the import does: only the folder is not written.</summary>
public sealed class TaxonomyImportTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    public static TheoryData<string, string, string> BadSources
    {
        get
        {
            string a = new('a', 28_000), eighty = new('b', 80);
            return new TheoryData<string, string, string>
            {
                { "jsonl", """{"type": "taxonomy", "format": 1, "name": "t"}""" + "\n" + $$"""{"type": "category", "id": "{{a}}", "name": "C"}""", "source:2: The text of 'id' has 28,000 characters" },
                { "jsonl", """{"type": "taxonomy", "format": 1, "name": "t"}""" + "\n" + $$"""{"type": "attribute", "id": "{{a[..5000]}}", "name": "C"}""", "source:2: The attribute id has 5,000 characters" },
                { "jsonl", """{"type": "taxonomy", "format": 1, "name": "t"}""" + "\n" + """{"type": "category", "id": "c", "name": "C", "parent": "d"}""", "source:2: The parent 'd'" },
                { "csv", $"category,attribute,value\n{eighty} > {eighty} > {eighty},Color,Red\n",
                    "source:2: The category id has 242 characters" },
                { "csv", $"category,attribute,value\n{eighty} > {eighty},{eighty},Red\n", "source:2: The attribute id has 242 characters" },
                { "csv", $"category,attribute,value\n{string.Join(" > ", Enumerable.Range(0, 51))},Color,Red\n",
                    "source:2: column 'category': the path has 51 levels" },
                { "csv", "category,attribute,value,aliases\nC,Color,Red,\u0301\n", "source:2: An alias of value 'red'" },
                { "values-json", "{\"" + a[..9000] + "\": {\"Color\": [\"Red\"]}}", "source:1: The name of category" },
                { "values-json", """{"Lamps": {"Color": ["Red"]}, "lamps": {"Color": ["Red"]}}""", "source:1: Category 'lamps-2' has the same name and parent" },
                { "values-json", """{"Lamps": {"": ["Red"]}}""", "source:1: The attribute '" },
                { "google", string.Join('\n', Enumerable.Range(1, 60).Select(i => $"{i} - {string.Join(" > ", Enumerable.Range(1, i))}")),
                    "source:51: Category '51' lies more than 50 levels deep" },
                { "google", "1 - Lamps\n2 - lamps\n", "source:2: Category '2' has the same name and parent" },
            };
        }
    }

    [Theory]
    [MemberData(nameof(BadSources))]
    public async Task A_bad_source_gives_the_same_errors_and_exit_code_with_and_without_dry_run(string format, string text, string expected)
    {
        string source = scratch.Write("source", text);
        string[] import = ["taxonomy", "import", "--format", format, source, "--out", scratch["out"]];

        CliResult dry = await Cli.RunAsync([.. import, "--dry-run"]);
        CliResult real = await Cli.RunAsync(import);

        Assert.Equal((dry.ExitCode, dry.Output, dry.Error), (real.ExitCode, real.Output, real.Error));
        Assert.Equal(ExitCodes.Failed, dry.ExitCode);
        Assert.Contains(expected, dry.Error);
        Assert.DoesNotContain("Would write", dry.Error);
        Assert.True(dry.Error.Length < 4000, $"{dry.Error.Length} characters are printed");
        Assert.False(Directory.Exists(scratch["out"]));
    }

    [Theory]
    [InlineData("csv", "category,attribute,value,aliases\nElectronics > Laptops,Color,Red,ruby|rouge\n")]
    [InlineData("values-json", """{"Lamps": {"Color": ["Red", "red"], "日本": ["ステンレス"]}}""")]
    [InlineData("google", "1 - Lamps\n2 - Lamps > Desk lamps\n")]
    public async Task What_a_dry_run_would_write_is_written_and_valid(string format, string text)
    {
        string source = scratch.Write("source", text);
        string[] import = ["taxonomy", "import", "--format", format, source, "--out", scratch["out"]];

        CliResult dry = await Cli.RunAsync([.. import, "--dry-run"]);
        Assert.False(Directory.Exists(scratch["out"]));
        CliResult real = await Cli.RunAsync(import);
        CliResult valid = await Cli.RunAsync("taxonomy", "validate", scratch["out"]);

        Assert.Equal((0, 0, 0), (dry.ExitCode, real.ExitCode, valid.ExitCode));
        Assert.Equal(real.Error, dry.Error.Replace("Would write", "Wrote", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}", "is missing, expected a whole number from 1")]
    [InlineData("[]", "it holds a list, expected an object")]
    [InlineData("", "it is empty, expected JSON")]
    [InlineData("{\"format\": 1, \"sp", "it ends in the middle of the JSON, so it was cut")]
    public async Task A_model_with_a_damaged_identification_file_is_refused_in_our_words(string text, string expected)
    {
        Directory.CreateDirectory(scratch["model"]);
        foreach (string file in Directory.GetFiles(SampleIndex.Model))
        {
            File.Copy(file, Path.Combine(scratch["model"], Path.GetFileName(file)));
        }

        scratch.Write("model/identification.json", text);

        CliResult doctor = await Cli.RunAsync("doctor", "--json", "--model", scratch["model"], "--precision", "int8");

        Assert.NotEqual(0, doctor.ExitCode);
        Assert.Contains(
            $"identification.json{(text.Length == 0 || text.Length > 4 ? ":1: " : " is not an identification model: ")}", doctor.Output);
        Assert.Contains(expected, doctor.Output);
        Assert.Contains("Train the model again. Run: ", doctor.Output);
    }

    [Theory]
    [InlineData("{}", "the line is not an edit")]
    [InlineData("[]", "the line is not an edit")]
    [InlineData("null", "the line is not an edit")]
    [InlineData("{\"edit\": \"add-va", "it ends in the middle of the JSON")]
    [InlineData("{\"edit\": \"add-value\"}", "add-value cannot be read: it lacks")]
    [InlineData("{\"edit\": \"rename-value\", \"value\": \"color/red\", \"label\": [1]}", "rename-value cannot be read: 'label' is of another type")]
    [InlineData("{\"edit\": \"rename-value\", \"value\": \"color/red\", \"label\": \"x\", \"keep\": 1}", "rename-value cannot be read: it has the unknown field 'keep'")]
    public async Task A_line_that_is_not_an_edit_is_reported_in_our_words(string line, string expected)
    {
        string batch = scratch.Write("edits.jsonl", line);

        CliResult refused = await Cli.RunAsync("taxonomy", "edit", scratch["nowhere"], "--batch", batch, "--why", "x");

        BrokenJson.Check(line, batch, refused.Error, expected);
    }

    [Theory]
    [InlineData("{}", "The line has no 'taxonomy_version'")]
    [InlineData("[]", "The line is not a JSON object")]
    [InlineData("{\"taxonomy_version\": 1}", "another type than `epmrl tag` writes")]
    [InlineData("{\"taxonomy", "it ends in the middle of the JSON")]
    public async Task A_line_that_is_not_a_tag_is_reported_in_our_words(string line, string expected)
    {
        string tags = scratch.Write("tags.jsonl", line);

        CliResult migrated = await Cli.RunAsync(
            "taxonomy", "migrate", "--tags", tags, "--to", TestPaths.InProject("taxonomy", "sample"), "--out", scratch["new.jsonl"]);

        Assert.Equal(ExitCodes.BadRows, migrated.ExitCode);
        BrokenJson.Check(line, tags, migrated.Error, expected);
    }
}
