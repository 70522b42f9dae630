using System.Text;
using System.Text.Json;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Taxonomy;

/// <summary>
/// A taxonomy that has every setting gives the same files, bytes, version, changes and messages as the day its golden files were written.
/// </summary>
public sealed class EverySettingTests
{
    private static readonly UTF8Encoding Utf8 = new(false);
    private static readonly ProductTaxonomy Taxonomy =
        TaxonomyReader.Load(TestPaths.InProject("tests", "fixtures", "taxonomy", "every-setting"));

    [Fact]
    public void The_version_stays() => Assert.Equal("0199f5eb327c7a7b", Taxonomy.Version);

    [Fact]
    public void Written_files_stay()
    {
        using var scratch = new ScratchFolder();
        TaxonomyWriter.Write(Taxonomy, scratch["written"]);
        var text = new StringBuilder();
        foreach (string file in Directory.EnumerateFiles(scratch["written"], "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal))
        {
            text.Append("# ").Append(Path.GetRelativePath(scratch["written"], file).Replace('\\', '/')).Append('\n')
                .Append(File.ReadAllText(file));
        }

        Golden("written.txt", Utf8.GetBytes(text.ToString()));
        Assert.Equal(Taxonomy.Version, TaxonomyReader.Load(scratch["written"]).Version);
    }

    [Fact]
    public void The_export_stays_and_is_read()
    {
        using var stream = new MemoryStream();
        TaxonomyExporter.WriteJsonl(Taxonomy, stream);

        Golden("export.jsonl", stream.ToArray());
        Assert.Equal(Taxonomy.Version, TaxonomyImporter.Import(TaxonomySourceFormat.Jsonl, PathOf("export.jsonl")).Taxonomy.Version);
    }

    [Fact]
    public void The_snapshot_stays_and_is_read()
    {
        Golden("taxonomy.snapshot", TaxonomySnapshotTests.Snapshot(Taxonomy));

        ProductTaxonomy read = TaxonomySnapshot.Read(File.ReadAllBytes(PathOf("taxonomy.snapshot")));
        Assert.Equal(JsonSerializer.Serialize(Taxonomy), JsonSerializer.Serialize(read));
    }

    [Fact]
    public void Changes_of_settings_stay()
    {
        ProductTaxonomy unset = TaxonomyEdits.Apply(Taxonomy,
        [
            Set("color", """{"description":null,"max_values":null,"required":null,"open":null,"case_sensitive":null,"role_words":null,"packs":null,"mixed_value":null}"""),
            Set("width", """
                {"unit":null,"input_units":null,"local_units":null,"assumed_unit":null,"decimals":null,"usual":null,"range":null,"role_required":null,
                "chain_places":null}
                """),
            Set("ports", """{"sum":null}"""),
            Set("serial", """{"gtin":null,"keep":null,"keep_marks":null,"min_length":null}"""),
            new RetypeAttribute { Attribute = "note", Kind = "categorical" },
        ]);

        ProductTaxonomy set = TaxonomyEdits.Apply(unset,
        [
            Set("color",
                """{"description":"A: b","max_values":3,"required":true,"role_words":["a","b"],"packs":["colors"],"mixed_value":"red"}"""),
            Set("width", """{"unit":"in","input_units":["m"],"local_units":{"b":2,"a":0.25},"assumed_unit":"m","usual":"1-2.5","decimals":0,"range":"smaller"}"""),
            Set("ports", """{"role_required":true,"chain_places":{"2":2,"1":1}}"""),
            Set("serial", """{"keep":"3-","min_length":9}"""),
            new RetypeAttribute { Attribute = "note", Kind = "measurement", Settings = Json("""{"unit":"cm"}""") },
        ]);

        string changes =
            string.Concat(TaxonomyDiff.Between(Taxonomy, unset).Changes.Append(null).Concat(TaxonomyDiff.Between(unset, set).Changes)
            .Select(change => change is null ? "\n" : $"{change.Kind} {change.Id} {change.Detail}: {change.Before ?? "-"} -> "
                + $"{change.After ?? "-"}\n"));
        Golden("changes.txt", Utf8.GetBytes(changes));
        Assert.Equal(("2f19dc0cb5f808f6", "bc63d7a302f82ab9"), (unset.Version, set.Version));
    }

    // One file for each wrong setting: some keys are looked at only where others are right.
    [Fact]
    public void Messages_about_wrong_settings_stay()
    {
        string[] wrong =
        [
            "name: []", "name:", "nmae: x", "description: {}", "kind: mesurement", "kind: [number]", "max_values: 0", "max_values: all",
            "required: yes",
            "open: 1", "case_sensitive: maybe", "role_words: W", "role_words: [a, {b: c}]", "role_words: [a, b, a]",
            "packs: [colors, colors]", "packs: [colours]",
            "mixed_value: rad", "mixed_value: [red]", "unit: cm", "keep: 2-3", "usual: 1-2",
            "kind: number\nunit: []", "kind: number\nunit: cmm", "kind: number\ninput_units: cm", "kind: number\ninput_units: [cm, cm]",
            "kind: number\nlocal_units: [K]", "kind: number\nlocal_units: {K: 0, M: many, G: [1]}", "kind: number\nassumed_unit: xyz",
            "kind: number\ndecimals: 10", "kind: number\ndecimals: some", "kind: number\nusual: 5", "kind: number\nusual: 9-5",
            "kind: number\nusual: [1]",
            "kind: number\nrange: both", "kind: number\nsum: no", "kind: number\nrole_required: 0", "kind: number\nchain_places: 3",
            "kind: number\nchain_places: {2: 3, 0: 1, x: 1, 10: 1, 3: []}", "kind: number\ngtin: true\nmin_length: 3",
            "kind: identifier\ngtin: ean", "kind: identifier\nkeep: 0-3", "kind: identifier\nkeep: 5-3", "kind: identifier\nkeep: all",
            "kind: identifier\nkeep_marks: x", "kind: identifier\nmin_length: 0", "kind: identifier\nmin_length: 101",
            "kind: identifier\nunit: cm\nusual: 1-2",
        ];
        var text = new StringBuilder();
        foreach (string setting in wrong)
        {
            using var scratch = new ScratchFolder();
            scratch.Write("taxonomy.yaml", "format: 1\nname: wrong\npacks: [units, colors]\n");
            scratch.Write("categories.yaml", "categories:\n  all: {name: All, attributes: [thing]}\n");
            scratch.Write("attributes/thing.yaml", $"{(setting.StartsWith('n') ? "" : "name: Thing\n")}{setting}\nvalues: {{red: Red 1, "
                + $"blue: Blue 2}}\n");
            text.Append("# ").Append(setting.Replace("\n", "; ", StringComparison.Ordinal)).Append('\n');
            foreach (FileProblem problem in TaxonomyReader.Check(scratch.Path).Problems)
            {
                text.Append(Path.GetFileName(problem.Path)).Append(':').Append(problem.Line).Append(": ").Append(problem.Message)
                    .Append('\n');
            }
        }

        Golden("messages.txt", Utf8.GetBytes(text.ToString()));
    }

    private static SetAttribute Set(string attribute, string settings) => new() { Attribute = attribute, Settings = Json(settings) };

    private static Dictionary<string, JsonElement> Json(string settings) =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(settings)!;

    private static string PathOf(string file) => TestPaths.InProject("tests", "fixtures", "taxonomy", "every-setting.golden", file);

    // A golden file is renewed by deleting it and running its test twice; stored taxonomies must stay readable all the same.
    private static void Golden(string file, byte[] actual)
    {
        string path = PathOf(file);
        if (!File.Exists(path))
        {
            File.WriteAllBytes(path, actual);
            Assert.Fail($"{file} was absent and has been written. Review it, and run the test again.");
        }

        byte[] expected = File.ReadAllBytes(path);
        if (Path.GetExtension(file) != ".snapshot")
        {
            Assert.Equal(Utf8.GetString(expected), Utf8.GetString(actual));
        }

        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(actual));
    }
}
