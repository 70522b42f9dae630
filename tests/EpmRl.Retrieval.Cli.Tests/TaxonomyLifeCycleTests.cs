using System.Text.Json;
using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests;

public sealed class TaxonomyLifeCycleTests : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly string shop;

    public TaxonomyLifeCycleTests()
    {
        shop = scratch["shop"];
        scratch.Write("shop/taxonomy.yaml", "format: 1\nname: shop\n");
        scratch.Write("shop/categories.yaml", "categories:\n  shoes: {name: Shoes, attributes: [color, material]}\n  boots: {name: Boots, "
            + "parent: shoes}\n");
        scratch.Write("shop/attributes/color.yaml",
            "name: Color\nmax_values: many\nvalues:\n  black: Black\n  grey: Grey # both spellings\n  slate: Slate\n  blue: Blue\n  suede: "
                + "Suede\n");
        scratch.Write("shop/attributes/material.yaml", "name: Material\nvalues:\n  leather: Leather\n");
    }

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task An_edit_is_drafted_then_published_and_the_journal_says_who_and_why()
    {
        CliResult first = await Ok("taxonomy", "publish", shop, "--who", "anna", "--why", "opening");
        CliResult edit = await Ok(
            "taxonomy", "edit", shop, "rename-value", "color/slate", "Slate grey", "keep_old=true", "--who", "ben", "--why",
            "suppliers say so");
        CliResult diff = await Ok("taxonomy", "diff", shop + "@published", shop + "@draft");
        CliResult status = await Ok("taxonomy", "status", shop);
        CliResult published = await Ok("taxonomy", "publish", shop);
        CliResult history = await Ok("taxonomy", "history", shop);

        Assert.Contains("Began a journal", first.Error);
        Assert.Contains("slate renamed: 'Slate' → 'Slate grey'", edit.Output);
        Assert.Contains("has the alias 'Slate' now", diff.Output);
        Assert.Contains("1 value renamed", status.Output);
        Assert.Contains("in step with the draft", status.Output);
        Assert.Contains("Published ", published.Output);
        Assert.Contains("ben", history.Output);
        Assert.Contains("suppliers say so", history.Output);
        Assert.Contains("grey: Grey # both spellings", await File.ReadAllTextAsync(Path.Combine(shop, "attributes", "color.yaml")));
    }

    [Fact]
    public async Task Diff_and_history_are_json_for_programs()
    {
        await Ok("taxonomy", "publish", shop);
        await Ok("taxonomy", "edit", shop, "split-value", "color/blue", "navy=Navy", "sky=Sky blue", "--why", "two shelves");
        using JsonDocument diff = JsonDocument.Parse((await Ok("taxonomy", "diff", shop, "--json")).Output);
        using JsonDocument history = JsonDocument.Parse((await Ok("taxonomy", "history", shop, "--json")).Output);

        JsonElement split =
            diff.RootElement.GetProperty("changes").EnumerateArray().Single(change => change.GetProperty("change").GetString() == "split");
        Assert.Equal("color/blue", split.GetProperty("id").GetString());
        Assert.Equal("color/navy, color/sky", split.GetProperty("after").GetString());
        Assert.Equal("split-value", history.RootElement[0].GetProperty("edits")[0].GetProperty("edit").GetString());
        Assert.Equal(3, history.RootElement.GetArrayLength());
    }

    [Fact]
    public async Task A_batch_is_made_completely_or_not_at_all_and_names_its_bad_lines()
    {
        string batch = scratch.Write("edits.jsonl", """
            {"edit": "add-value", "value": "color/red", "label": "Red"}
            {"edit": "rename-value", "value": "color/gray", "label": "Gray"}

            {"edit": "add-value", "value": "color/rouge", "label": "red"}
            """);
        CliResult refused = await Cli.RunAsync("taxonomy", "edit", shop, "--batch", batch, "--why", "range");
        Assert.Equal(ExitCodes.Failed, refused.ExitCode);
        Assert.Contains("edits.jsonl:2: Attribute 'color' has no value 'gray'", refused.Error);
        Assert.Contains("Closest: 'grey'", refused.Error);
        Assert.DoesNotContain("red", await File.ReadAllTextAsync(Path.Combine(shop, "attributes", "color.yaml")));

        File.WriteAllText(batch, (await File.ReadAllTextAsync(batch)).Replace("color/gray", "color/grey", StringComparison.Ordinal));
        refused = await Cli.RunAsync("taxonomy", "edit", shop, "--batch", batch, "--why", "range");
        Assert.Contains("edits.jsonl:4: ", refused.Error);

        CliResult made = await Cli.RunAsync(
            new Dictionary<string, string>(), """{"edit": "add-value", "value": "color/red", "label": "Red"}""",
            "taxonomy", "edit", shop, "--batch", "-", "--why", "range");
        Assert.True(made.ExitCode == 0, made.Error);
        Assert.Contains("red: Red", await File.ReadAllTextAsync(Path.Combine(shop, "attributes", "color.yaml")));
    }

    [Theory]
    [InlineData(2, "There is no edit 'rename-valu'. Closest: 'rename-value'", "rename-valu", "color/grey", "Gray")]
    [InlineData(2, "names no value", "rename-value", "grey", "Gray")]
    [InlineData(2, "the label is missing", "rename-value", "color/grey")]
    [InlineData(2, "is one word too many", "rename-value", "color/grey", "Dark", "grey")]
    [InlineData(1, "There is no attribute 'colr'. Closest: 'color'", "rename-value", "colr/grey", "Gray")]
    [InlineData(1, "'Grey' has the id 'grey'", "rename-value", "color/Grey", "Gray")]
    [InlineData(1, "lists 'black' again", "rename-value", "color/grey", "black")]
    [InlineData(1, "The label is empty", "rename-value", "color/grey", " ")]
    [InlineData(1, "Expected a whole number", "set-attribute", "color", "max_values=lots")]
    [InlineData(1, "unknown key 'max'", "set-attribute", "color", "max=2")]
    [InlineData(1, "cannot be its own ancestor", "move-category", "shoes", "boots")]
    [InlineData(1, "The category id 'Sandals' is not allowed", "add-category", "Sandals", "Sandals")]
    [InlineData(1, "kind 'numbr'", "retype-attribute", "color", "numbr")]
    public async Task A_wrong_edit_says_what_to_type(int code, string expected, params string[] edit)
    {
        CliResult result = await Cli.RunAsync(["taxonomy", "edit", shop, .. edit, "--why", "test"]);

        Assert.Equal(code, result.ExitCode);
        Assert.Contains(expected, result.Error);
        Assert.DoesNotContain("defect", result.Error);
    }

    [Theory]
    [InlineData(2, "Say why", "taxonomy", "edit", "SHOP", "deprecate-value", "color/blue")]
    [InlineData(2, "Name an edit", "taxonomy", "edit", "SHOP", "--why", "x")]
    [InlineData(1, "does not exist", "taxonomy", "edit", "nowhere", "deprecate-value", "color/blue", "--why", "x")]
    [InlineData(1, "has no store yet", "taxonomy", "history", "SHOP")]
    [InlineData(1, "has no store yet", "taxonomy", "status", "SHOP")]
    [InlineData(1, "has no store yet", "taxonomy", "diff", "SHOP@published", "SHOP")]
    [InlineData(1, "does not exist", "taxonomy", "diff", "SHOP", "nowhere")]
    [InlineData(1, "Could not find", "taxonomy", "migrate", "--tags", "nowhere.jsonl", "--to", "SHOP")]
    [InlineData(1, "cannot be read", "taxonomy", "map", "check", "nowhere.yaml", "--from", "SHOP", "--to", "SHOP")]
    [InlineData(1, "Could not find", "taxonomy", "edit", "SHOP", "--batch", "nowhere.jsonl", "--why", "x")]
    public async Task A_wrong_command_line_is_reported_in_a_sentence(int code, string expected, params string[] args)
    {
        CliResult result = await Cli.RunAsync([.. args.Select(arg => arg.Replace("SHOP", shop, StringComparison.Ordinal))]);

        Assert.True(result.ExitCode == code, $"{result.ExitCode}: {result.Error}");
        Assert.Contains(expected, result.Error);
        Assert.DoesNotContain("defect", result.Error);
    }

    [Fact]
    public async Task Unknown_versions_and_damaged_stores_are_named()
    {
        await Ok("taxonomy", "publish", shop);
        CliResult unknown = await Cli.RunAsync("taxonomy", "diff", shop + "@zzzz", shop);
        Assert.Contains("has no version 'zzzz'", unknown.Error);

        string journal = Path.Combine(shop, ".store", "journal.jsonl");
        File.WriteAllText(journal, (await File.ReadAllTextAsync(journal)).Replace("\"seq", "\"Seq", StringComparison.Ordinal));
        string[][] commands =
        [
            ["taxonomy", "history", shop], ["taxonomy", "edit", shop, "restore-value", "color/blue", "--why", "x"],
            ["taxonomy", "publish", shop],
        ];
        foreach (string[] args in commands)
        {
            CliResult damaged = await Cli.RunAsync(args);
            Assert.Equal(ExitCodes.Failed, damaged.ExitCode);
            Assert.Contains("journal.jsonl:1:", damaged.Error);
        }

        Assert.Contains("journal.jsonl:1:", (await Cli.RunAsync("taxonomy", "validate", shop)).Output);
    }

    [Fact]
    public async Task Edits_by_hand_are_committed_and_conflicts_reported()
    {
        await Ok("taxonomy", "publish", shop);
        string color = Path.Combine(shop, "attributes", "color.yaml");
        File.WriteAllText(
            color, (await File.ReadAllTextAsync(color)).Replace("slate: Slate", "slate: Slate stone", StringComparison.Ordinal));
        CliResult refused = await Cli.RunAsync("taxonomy", "edit", shop, "deprecate-value", "color/blue", "--why", "x");
        CliResult status = await Ok("taxonomy", "status", shop);
        CliResult commit = await Ok("taxonomy", "commit", shop, "--why", "by hand");

        Assert.Contains("taxonomy commit", refused.Error);
        Assert.Contains("edited by hand: 1 value renamed", status.Output);
        Assert.Contains("1 value renamed", commit.Output);

        File.WriteAllText(color, (await File.ReadAllTextAsync(color)).Replace("  blue: Blue\n", "", StringComparison.Ordinal));
        CliResult gone = await Cli.RunAsync("taxonomy", "publish", shop);
        Assert.Equal(ExitCodes.Failed, gone.ExitCode);
        Assert.Contains("'color/blue' ('Blue') was published and is gone", gone.Error);
    }

    [Fact]
    public async Task An_older_version_can_be_written_as_a_folder()
    {
        CliResult first = await Ok("taxonomy", "publish", shop);
        string version = first.Output.Split(' ')[1].TrimEnd(',');
        await Ok("taxonomy", "edit", shop, "deprecate-value", "color/blue", "--why", "x");
        await Ok("taxonomy", "publish", shop);
        await Ok("taxonomy", "checkout", $"{shop}@{version[..6]}", "--out", scratch["old"]);

        Assert.Contains("No difference", (await Ok("taxonomy", "diff", scratch["old"], $"{shop}@{version}")).Output);
        Assert.Contains("deprecated", (await Ok("taxonomy", "diff", scratch["old"], shop)).Output);
    }

    [Fact]
    public async Task Stored_tags_follow_renames_merges_splits_and_moves()
    {
        await Ok("taxonomy", "publish", shop);
        string batch = scratch.Write("edits.jsonl", """
            {"edit": "rename-value", "value": "color/black", "label": "Jet black"}
            {"edit": "merge-value", "value": "color/slate", "into": "color/grey"}
            {"edit": "split-value", "value": "color/blue", "into": [{"id": "navy", "label": "Navy"}, {"id": "sky", "label": "Sky blue"}]}
            {"edit": "move-value", "value": "color/suede", "to": "material/suede"}
            {"edit": "deprecate-value", "value": "material/leather"}
            {"edit": "rename-attribute", "attribute": "color", "name": "Colour"}
            {"edit": "add-value", "value": "color/teal", "label": "Teal"}
            {"edit": "remove-category", "category": "boots", "into": "shoes"}
            """);
        await Ok("taxonomy", "edit", shop, "--batch", batch, "--why", "spring cleaning");
        await Ok("taxonomy", "publish", shop);
        string tags = scratch.Write("tags.jsonl", string.Join('\n',
            Tags("a", "shoes", Answer("color", Value("black", "Black"), Value("slate", "Slate"), Value("grey", "Grey"))),
            Tags("b", "boots", Answer("color", Value("blue", "Blue"))),
            Tags("c", "shoes", Answer("color", Value("suede", "Suede")), Answer("material", Value("leather", "Leather"))),
            Tags("d", "hats", Answer("color", Value("black", "Black"))),
            "{\"not\": \"tags\"}",
            Tags("e", "shoes", Answer("color", Value(null, "teal")), Answer("material"))));

        CliResult result = await Cli.RunAsync(
            "taxonomy", "migrate", "--tags", tags, "--to", shop, "--out", scratch["new.jsonl"], "--again", scratch["again.txt"], "--json");

        Assert.Equal(ExitCodes.BadRows, result.ExitCode);
        Assert.Contains("tags.jsonl:5: ", result.Error);
        JsonNode[] lines = [.. File.ReadLines(scratch["new.jsonl"]).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal("Colour: Jet black, Grey", Shown(lines[0], 0));
        Assert.Equal("needs_review", (string?)lines[1]["attributes"]![0]!["status"]);
        Assert.Equal(
            ["Navy", "Sky blue"], lines[1]["attributes"]![0]!["alternatives"]!.AsArray().Select(value => (string)value!["label"]!));
        Assert.Equal("shoes", (string?)lines[1]["category_id"]);
        Assert.Equal("Material: Suede", Shown(lines[2], 1));
        Assert.Equal("no_value", (string?)lines[2]["attributes"]![0]!["status"]);
        Assert.Null(lines[3]["category_id"]);
        Assert.Equal("teal", (string?)lines[4]["attributes"]![0]!["values"]![0]!["id"]);
        using JsonDocument totals = JsonDocument.Parse(result.Output);
        JsonElement counted = totals.RootElement.GetProperty("totals");
        Assert.Equal((5, 2, 1, 2, 1, 2), (Int("listings"), Int("kept"), Int("renamed"), Int("redirected"), Int("split"), Int("lost")));
        Assert.Equal(["a", "b", "d"], File.ReadAllLines(scratch["again.txt"]).Order(StringComparer.Ordinal));
        Assert.All(lines, line => Assert.Equal((string?)lines[0]["taxonomy_version"], (string?)line["taxonomy_version"]));

        int Int(string name) => counted.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task A_dry_run_shows_differences_near_duplicates_and_cost_and_changes_nothing()
    {
        await Ok("taxonomy", "publish", shop);
        string journal = await File.ReadAllTextAsync(Path.Combine(shop, ".store", "journal.jsonl"));
        string listings = scratch.Write("listings.jsonl", """
            {"id": "1", "title": "Running shoe petrol", "category": "Shoes"}
            {"id": "2", "title": "Boot in black leather", "category": "Boots"}
            {"id": "3", "title": "Hat", "category": "Hats"}
            """);

        CliResult result = await Ok(
            "taxonomy", "edit", shop, "add-value", "color/petrol", "Petrol", "--dry-run", "--listings", listings, "--model",
            SampleIndex.Model, "--precision", "int8");
        CliResult json = await Ok(
            "taxonomy", "edit", shop, "add-value", "color/greys", "Greys", "--dry-run", "--json", "--near", "0.7", "--model",
            SampleIndex.Model, "--precision", "int8");

        Assert.Contains("'Petrol' added", result.Output);
        Assert.Contains("Texts to encode: 2 of ", result.Output);
        Assert.Contains("1 of 2 listings would be tagged differently; 1 have no category", result.Output);
        Assert.Contains("Color: (none) → Petrol", result.Output);
        using JsonDocument shown = JsonDocument.Parse(json.Output);
        Assert.Equal("grey", shown.RootElement.GetProperty("near_duplicates")[0].GetProperty("other").GetString());
        Assert.Equal(journal, await File.ReadAllTextAsync(Path.Combine(shop, ".store", "journal.jsonl")));
        Assert.DoesNotContain("petrol", await File.ReadAllTextAsync(Path.Combine(shop, "attributes", "color.yaml")));
    }

    [Fact]
    public async Task An_index_is_built_of_what_is_published()
    {
        await Ok("taxonomy", "publish", shop);
        CliResult drafted = await Ok("taxonomy", "edit", shop, "add-value", "color/petrol", "Petrol", "--why", "x");
        string[] build = ["index", "build", "--index", scratch["index"], "--model", SampleIndex.Model, "--precision", "int8", "--taxonomy"];
        CliResult published = await Ok([.. build, shop]);
        CliResult draft = await Ok([.. build, shop + "@draft"]);

        Assert.Contains("Entry 3", drafted.Output);
        Assert.Contains("is published and used", published.Error);
        Assert.DoesNotContain("Nothing changed", draft.Output);
    }

    [Fact]
    public async Task Mappings_are_suggested_checked_and_reviewed()
    {
        string google = scratch.Write("google.txt", "# Google_Product_Taxonomy_Version: 1\n1 - Apparel\n2 - Apparel > Shoes\n3 - Apparel > "
            + "Boots\n4 - Apparel > Hats\n");
        await Ok("taxonomy", "import", "--format", "google", google, "--out", scratch["google"]);
        CliResult suggested = await Ok(
            "taxonomy", "map", "suggest", "--from", shop, "--to", scratch["google"], "--out", scratch["map.yaml"], "--threshold", "0.4",
            "--model", SampleIndex.Model, "--precision", "int8");
        CliResult check = await Ok("taxonomy", "map", "check", scratch["map.yaml"], "--from", shop, "--to", scratch["google"]);

        Assert.Contains("2 suggestions", suggested.Output);
        string file = await File.ReadAllTextAsync(scratch["map.yaml"]);
        Assert.Contains("shoes: {to: \"2\", relation: exact, score: ", file);
        Assert.Contains("# Shoes → Apparel > Shoes", file);
        Assert.Contains("2 of 2 categories are mapped (0 reviewed)", check.Error);

        File.WriteAllText(scratch["bad.yaml"], """
            format: 1
            from: {taxonomy: shop}
            to: {taxonomy: google, version: old}
            mappings:
              shoes: {to: "2", relation: exact, reviewed_by: anna}
              boots: {to: "2", relation: exact}
              bots: {to: "33", relation: broader}
            """);
        CliResult bad = await Cli.RunAsync("taxonomy", "map", "check", scratch["bad.yaml"], "--from", shop, "--to", scratch["google"]);
        Assert.Equal(ExitCodes.Failed, bad.ExitCode);
        Assert.Contains("bad.yaml:6: 'boots' and 'shoes' (line 5) are both mapped as 'exact' to '2'", bad.Output);
        Assert.Contains("bad.yaml:7: 'shop' has no category 'bots'. Closest: 'boots'", bad.Output);
        Assert.Contains("has no category '33'", bad.Output);
        Assert.Contains("was made for version old", bad.Output);
    }

    private static string Tags(string id, string category, params string[] answers) =>
        $$$"""{"listing_id":"{{{id}}}","category":"x","category_id":"{{{category}}}","attributes":[{{{string.Join(',', answers)}}}],"taxonomy_version":"old","space":"s","truncated":false,"extra":{"price":1.50}}""";

    private static string Answer(string attribute, params string[] values) =>
        $$"""{"attribute":"X","attribute_id":"{{attribute}}","status":"{{(values.Length > 0 ? "value" : "no_value")}}","values":[{{string.Join(',', values)}}],"alternatives":[],"reason":"r"}""";

    private static string Value(string? id, string label) =>
        $$"""{"id":{{(id is null ? "null" : $"\"{id}\"")}},"label":"{{label}}","score":0.9,"probability":0.9,"threshold":0.5,"margin":0.4,"evidence":[]}""";

    private static string Shown(JsonNode line, int answer) =>
        $"{line["attributes"]![answer]!["attribute"]}: "
            + string.Join(", ", line["attributes"]![answer]!["values"]!.AsArray().Select(value => (string)value!["label"]!));

    private static async Task<CliResult> Ok(params string[] args)
    {
        CliResult result = await Cli.RunAsync(args);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }
}
