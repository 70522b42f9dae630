using System.Text.Json;
using System.Xml.Linq;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Evaluation;

public sealed class EvaluateIdentificationTests
{
    // Eight offers: the titles name the colours; "n/a" where there is none; no title has the sixth row's label.
    private static readonly string[] Rows =
    [
        Row("Oak chair, Red", "Red"), Row("Pine chair in Blue", "Blue"), Row("Steel chair", null), Row("Green garden chair", "Green"),
        Row("Folding chair Red", "Red"), Row("Crimson chair", "Violet"), Row("Blue stool", "Blue"), Row("Stool", null),
    ];

    [Fact]
    public async Task Mentions_are_scored_without_a_model_and_without_fitting()
    {
        using var folder = new ScratchFolder();
        folder.Write("train.jsonl", string.Join('\n', Rows));

        CliResult result = await Cli.RunAsync("evaluate", "identification", "--data", folder.Path, "--channels", "mentions", "--json");

        Assert.Equal(0, result.ExitCode);
        JsonElement root = JsonDocument.Parse(result.Output).RootElement;
        JsonElement counts = root.GetProperty("channels")[0].GetProperty("subsets")[0].GetProperty("counts");
        Assert.Equal((5, 1), (counts.GetProperty("right").GetInt32(), counts.GetProperty("missed").GetInt32()));
        Assert.Equal(10.0 / 11, counts.GetProperty("f1").GetDouble(), 4);
        JsonElement error = Assert.Single(root.GetProperty("errors").EnumerateArray());
        Assert.Equal(("missed", 6), (error.GetProperty("outcome").GetString(), error.GetProperty("line").GetInt32()));
        Assert.StartsWith(
            "closed list from all labels, those of the answered listing included",
            root.GetProperty("conditions").GetProperty("lists").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lengths_are_left_out_of_a_second_line_only_where_they_are_declared()
    {
        using var folder = new ScratchFolder();
        folder.Write("train.jsonl", """{"input_title": "Chair, 20 cm reach, Red", "category": "Chairs", "target_scores": {"Reach": {"20": 1}, "Color": {"Red": 1}}}""");
        string schema = folder.Write(
            "schema.yaml", "format: 1\npacks: [units]\nattributes:\n  - {match: {attribute: Reach}, kind: measurement, unit: cm}\n");
        string[] arguments = ["evaluate", "identification", "--data", folder.Path, "--channels", "mentions", "--json"];

        Assert.Equal(["all:2"], Subsets(await Cli.RunAsync(arguments)));
        Assert.Equal(["all:2", "without lengths:1"], Subsets(await Cli.RunAsync([.. arguments, "--schema", schema])));

        static IEnumerable<string> Subsets(CliResult result) =>
            JsonDocument.Parse(result.Output).RootElement.GetProperty("channels")[0].GetProperty("subsets")
            .EnumerateArray()
            .Select(line => $"{line.GetProperty("name").GetString()}:{line.GetProperty("counts").GetProperty("pairs").GetInt32()}");
    }

    [Fact]
    public async Task A_fold_never_knows_a_label_that_occurs_in_itself_alone()
    {
        using var folder = new ScratchFolder();
        folder.Write("train.jsonl", string.Join('\n', Rows));

        CliResult result = await Cli.RunAsync(
            "evaluate", "identification", "--data", folder.Path, "--channels", "mentions", "--folds", "8", "--json");

        // "Green" occurs once, in a title: with eight folds of one row nothing may find it.
        JsonElement root = JsonDocument.Parse(result.Output).RootElement;
        Assert.Contains(root.GetProperty("errors").EnumerateArray(), error => error.GetProperty("gold")[0].GetString() == "Green");
        Assert.Equal(2, root.GetProperty("channels")[0].GetProperty("by_support").EnumerateArray()
            .Single(line => line.GetProperty("name").GetString() == "value never seen").GetProperty("counts").GetProperty("with_value")
            .GetInt32());
    }

    [Fact]
    public async Task Several_seeds_give_mean_and_deviation()
    {
        using var folder = new ScratchFolder();
        folder.Write("train.jsonl", string.Join('\n', Rows));

        CliResult result = await Cli.RunAsync(
            "evaluate", "identification", "--data", folder.Path, "--channels", "mentions", "--folds", "2", "--seeds", "1,2,5", "--json");

        JsonElement root = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal([1, 2, 5], root.GetProperty("conditions").GetProperty("seeds").EnumerateArray().Select(seed => seed.GetInt32()));
        JsonElement all = root.GetProperty("channels")[0].GetProperty("subsets")[0];
        Assert.Equal(3, all.GetProperty("seeds").GetProperty("runs").GetInt32());
        Assert.Equal(all.GetProperty("f1").GetDouble(), all.GetProperty("seeds").GetProperty("f1").GetDouble());
    }

    [Fact]
    public async Task An_engine_that_learned_from_another_file_is_asked_about_the_rest()
    {
        using var folder = new ScratchFolder();
        folder.Write("all.jsonl", string.Join('\n', Rows));
        folder.Write("few.jsonl", string.Join('\n', Rows[..3]));

        CliResult result = await Cli.RunAsync(
            "evaluate", "identification", "--data", folder.Path, "--split", "all.jsonl", "--fit-on", "few.jsonl", "--channels", "mentions",
            "--json");

        JsonElement root = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(5, root.GetProperty("listings").GetInt32());
        Assert.Equal(
            "fitted on few.jsonl, scored on listings that are not in it", root.GetProperty("conditions").GetProperty("split").GetString());
        Assert.StartsWith(
            "only labels of the listings that were learned from", root.GetProperty("conditions").GetProperty("lists").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_lists_have_no_codes_which_are_read_from_the_text()
    {
        using var folder = new ScratchFolder();
        folder.Write("train.jsonl", string.Join('\n', Enumerable.Range(1, 6).Select(i => JsonSerializer.Serialize(new
        {
            input = $"Stool, part no. ZX-4{i}7{i}0",
            category = "Chairs",
            target_scores = new { Part = new Dictionary<string, int> { [$"ZX4{i}7{i}0"] = 1 } },
        }))));
        string schema = folder.Write(
            "schema.yaml", "format: 1\nattributes:\n  - {match: {attribute: Part}, kind: identifier, role_words: [part no]}\n");

        CliResult result = await Cli.RunAsync(
            "evaluate", "identification", "--data", folder.Path, "--schema", schema, "--folds", "3", "--list", "open", "--channels",
            "mentions", "--json");

        JsonElement root = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(6, root.GetProperty("channels")[0].GetProperty("subsets")[0].GetProperty("counts").GetProperty("right").GetInt32());
    }

    [Fact]
    public async Task People_get_a_table_and_a_page_and_the_calibration_can_be_kept()
    {
        using var folder = new ScratchFolder();
        folder.Write("train.jsonl", string.Join('\n', Rows));

        CliResult result = await Cli.RunAsync(
            "evaluate", "identification", "--data", folder.Path, "--channels", "mentions", "--folds", "2", "--list", "all",
            "--report", folder["out/report.html"], "--calibration-out", folder["calibration.json"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("mentions only", result.Output, StringComparison.Ordinal);
        Assert.Contains("Color", result.Output, StringComparison.Ordinal);
        Assert.NotNull(XDocument.Load(folder["out/report.html"]).Root);
        Assert.Single(Directory.GetFiles(folder["out"]));
        Assert.Contains("\"categorical\"", File.ReadAllText(folder["calibration.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mentions_are_learned_from_the_other_folds()
    {
        using var folder = new ScratchFolder();
        // Of two colours the second is meant: no rule knows that, twelve labels do.
        string[] colors = ["Red", "Blue", "Green"];
        folder.Write("train.jsonl", string.Join('\n', Enumerable.Range(0, 18).Select(i => Row($"Chair {i}, box {colors[i % 3]}, seat "
            + $"{colors[(i + 1) % 3]}", colors[(i + 1) % 3]))));
        string[] command =
            ["evaluate", "identification", "--data", folder.Path, "--channels", "mentions", "--list", "all", "--folds", "3", "--json"];

        JsonElement ruled = JsonDocument.Parse((await Cli.RunAsync(command)).Output).RootElement;
        JsonElement learned = JsonDocument.Parse((await Cli.RunAsync([.. command, "--train", "mentions"])).Output).RootElement;

        Assert.InRange(Right(ruled), 0, 9);
        Assert.Equal(18, Right(learned));
        Assert.StartsWith(
            "mentions and ranking learned", learned.GetProperty("conditions").GetProperty("fitting").GetString(), StringComparison.Ordinal);

        static int Right(JsonElement root) =>
            root.GetProperty("channels")[0].GetProperty("subsets")[0].GetProperty("counts").GetProperty("right").GetInt32();
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Ablation_compares_what_each_part_adds_and_lists_the_errors_of_the_complete_engine()
    {
        using var folder = new ScratchFolder();
        folder.Write("train.jsonl", string.Join('\n', Enumerable.Repeat(Rows, 3).SelectMany(rows => rows)));
        string config = folder.Write("train.yaml", "format: 1\nencoder: {epochs: 1, layers: 1, validation_share: 0}\n");

        CliResult result = await Cli.RunAsync(
            "evaluate", "identification", "--data", folder.Path, "--list", "all", "--folds", "2", "--train", "all", "--config", config,
            "--ablation", "--json");

        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        JsonElement root = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(
            [
                "dense, as shipped", "dense, trained", "+ mentions by rule", "learned mentions, no vectors", "+ dense, ranked together",
                "+ calibration",
            ],
            root.GetProperty("channels").EnumerateArray().Select(channel => channel.GetProperty("name").GetString()));
        Assert.Equal("+ calibration", root.GetProperty("main").GetString());
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Where_the_encoder_alone_is_trained_the_rule_keeps_its_thresholds_unless_a_precision_is_asked_for()
    {
        using var folder = new ScratchFolder();
        folder.Write("train.jsonl", string.Join('\n', Enumerable.Repeat(Rows, 3).SelectMany(rows => rows)));
        string config = folder.Write("train.yaml", "format: 1\nencoder: {epochs: 1, layers: 1, validation_share: 0}\n");
        string[] command =
            [
                "evaluate", "identification", "--data", folder.Path, "--list", "all", "--folds", "2", "--train", "encoder",
                "--config", config, "--ablation", "--json",
            ];

        JsonElement ruled = JsonDocument.Parse((await Cli.RunAsync(command)).Output).RootElement;
        JsonElement fitted = JsonDocument.Parse((await Cli.RunAsync([.. command, "--min-precision", "0.9"])).Output).RootElement;

        Assert.Equal(["dense, as shipped", "dense, trained", "+ mentions by rule"], Names(ruled));
        Assert.Equal(
            "encoder trained, thresholds of the built-in rule", ruled.GetProperty("conditions").GetProperty("fitting").GetString());
        Assert.Equal(["dense, as shipped", "dense, trained", "+ mentions by rule", "+ calibration"], Names(fitted));
        Assert.Equal(
            "encoder trained, calibration fitted out of fold, for precision 0.9",
            fitted.GetProperty("conditions").GetProperty("fitting").GetString());

        static IEnumerable<string?> Names(JsonElement root) =>
            root.GetProperty("channels").EnumerateArray().Select(channel => channel.GetProperty("name").GetString());
    }

    [Fact]
    public async Task What_a_model_learned_takes_part_unless_left_out_or_listings_are_split()
    {
        using var folder = new ScratchFolder();
        folder.Write("data/train.jsonl", string.Join('\n', Rows));
        string model = Path.GetDirectoryName(folder.Write("model/calibration.json", "{}"))!;
        foreach (string file in Directory.GetFiles(SampleIndex.Model))
        {
            File.Copy(file, Path.Combine(model, Path.GetFileName(file)));
        }

        string[] command = ["evaluate", "identification", "--data", folder["data"], "--channels", "dense", "--model", model, "--json"];

        CliResult used = await Cli.RunAsync(command);

        Assert.Equal(1, used.ExitCode);
        Assert.Contains("calibration.json", used.Error, StringComparison.Ordinal); // it is damaged
        Assert.Equal(0, (await Cli.RunAsync([.. command, "--no-learned"])).ExitCode);
        Assert.Equal(0, (await Cli.RunAsync([.. command, "--folds", "2"])).ExitCode);
    }

    [Fact]
    public async Task Bad_rows_are_named_by_file_and_line_and_exit_3()
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("train.jsonl", $"{string.Join('\n', Rows)}\nnot json\n");

        CliResult result = await Cli.RunAsync("evaluate", "identification", "--data", folder.Path, "--channels", "mentions");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains($"{file}:9: cannot be read: it is not JSON", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "--folds", "1" }, "--folds 1: expected 2 or more")]
    [InlineData(new[] { "--folds", "9" }, "has 8 listings")]
    [InlineData(new[] { "--folds", "2", "--folds-by-shop" }, "names its shop (field 'url')")]
    [InlineData(new[] { "--list", "folds" }, "there are no known labels to make the list from. Add --folds 5")]
    [InlineData(new[] { "--list", "open" }, "there are no known labels to make the list from. Add --folds 5")]
    [InlineData(new[] { "--folds-by-shop" }, "there are no folds. Add --folds 5.")]
    [InlineData(new[] { "--folds", "2", "--fit-on", "train.jsonl" }, "give one of them")]
    [InlineData(new[] { "--fit-on", "train.jsonl" }, "so none is left to score")]
    [InlineData(new[] { "--leave-out", "category" }, "needs two categories or more")]
    [InlineData(new[] { "--leave-out", "attribute" }, "needs two attributes or more")]
    [InlineData(new[] { "--train", "mentions" }, "--train: there is nothing to learn from that is not evaluated too. Add --folds 5")]
    [InlineData(new[] { "--ablation" }, "--ablation: there is nothing to learn from that is not evaluated too. Add --folds 5")]
    [InlineData(new[] { "--seeds", "1,2" }, "Add --folds 5.")]
    [InlineData(new[] { "--folds", "2", "--seeds", "1,1" }, "would count twice")]
    [InlineData(new[] { "--folds", "2", "--seeds", "1;2" }, "expected whole numbers separated by commas")]
    [InlineData(new[] { "--list", "published" }, "has no values.json")]
    [InlineData(new[] { "--list", "all", "--index", "x" }, "give one of them")]
    [InlineData(new[] { "--taxonomy", "x", "--schema", "y" }, "Leave --schema out")]
    [InlineData(new[] { "--min-precision", "0.9" }, "Add --folds 5.")]
    [InlineData(new[] { "--folds", "2", "--min-precision", "1.5" }, "expected a share above 0 and up to 1")]
    [InlineData(new[] { "--without", "Colour" }, "There are: Color.")]
    [InlineData(new[] { "--limit", "0" }, "--limit 0: expected 1 or more.")]
    public async Task Options_that_make_no_sense_exit_2_and_say_what_to_type(string[] options, string message)
    {
        using var folder = new ScratchFolder();
        folder.Write("train.jsonl", string.Join('\n', Rows));

        CliResult result = await Cli.RunAsync(["evaluate", "identification", "--data", folder.Path, "--channels", "mentions", .. options]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_data_exits_1_and_says_what_is_there()
    {
        using var folder = new ScratchFolder();
        folder.Write("notes.txt", "");

        CliResult result = await Cli.RunAsync("evaluate", "identification", "--data", folder.Path);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no *.jsonl at all", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("defect", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task All_channels_answer_from_one_encoding_and_a_second_run_encodes_nothing()
    {
        using var folder = new ScratchFolder();
        string data = TestPaths.Shared("data", "wdc-pave");
        string[] command = ["evaluate", "identification", "--data", data, "--limit", "20", "--json", "--cache", folder["cache"]];

        CliResult first = await Cli.RunAsync(command);
        string[] cached = Directory.GetFiles(folder["cache"], "*", SearchOption.AllDirectories);
        CliResult second = await Cli.RunAsync(command);

        Assert.Equal(0, first.ExitCode);
        Assert.Equal(first.Output, second.Output);
        Assert.Equal(cached.Order(), Directory.GetFiles(folder["cache"], "*", SearchOption.AllDirectories).Order());
        Assert.Equal(
            ["combined", "dense only", "mentions only"],
            JsonDocument.Parse(first.Output).RootElement.GetProperty("channels").EnumerateArray()
                .Select(channel => channel.GetProperty("name").GetString()));
    }

    private static string Row(string title, string? color) =>
        JsonSerializer.Serialize(new
        {
            input = title, category = "Chairs", target_scores = new { Color = new Dictionary<string, int> { [color ?? "n/a"] = 1 } },
        });
}
