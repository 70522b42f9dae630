using System.Xml.Linq;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Training;

public sealed class TrainTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    private SmallSample? small;

    private SmallSample Small => small ??= SmallSample.Write(folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Thresholds_alone_make_a_complete_model_folder_that_checks_tags_and_says_what_it_is()
    {
        CliResult trained = await TrainAsync("--only", "calibration");

        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("Out of fold: F1 ", trained.Output, StringComparison.Ordinal);
        Assert.Equal(
            [
                .. Directory.GetFiles(SampleIndex.Model).Select(file => Path.GetFileName(file))
                    .Concat(["calibration.json", "report.html", "train.yaml"]).Order(StringComparer.Ordinal),
            ],
            Directory.GetFiles(folder["model"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        string card = File.ReadAllText(folder["model/README.md"]);
        Assert.StartsWith("# catalog-l6", card, StringComparison.Ordinal);
        Assert.Contains("## Thresholds fitted on labelled listings", card, StringComparison.Ordinal);
        Assert.NotNull(XDocument.Load(folder["model/report.html"]).Root);
        Assert.Equal(0, (await Cli.RunAsync("model", "check", "--model", folder["model"])).ExitCode);

        CliResult tagged = await Cli.RunAsync(
            "tag", "--index", folder["model.run/index"], "--model", folder["model"], "--input", Small.Listings, "--limit", "3");
        Assert.True(tagged.ExitCode == 0, tagged.Error);

        // Trained again, the card has one such part, not two.
        CliResult again = await Cli.RunAsync(
            "train", "--data", Small.Labels, "--taxonomy", Small.Taxonomy, "--base", folder["model"], "--out", folder["second"],
            "--only", "calibration");
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(2, File.ReadAllText(folder["second/README.md"]).Split("## Thresholds").Length);
    }

    [Fact]
    public async Task Models_over_a_frozen_encoder_are_part_of_the_folder_and_doctor_and_tag_use_them()
    {
        CliResult trained = await TrainAsync("--only", "mentions");

        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.True(File.Exists(folder["model/identification.json"]));
        CliResult fitted = await Cli.RunAsync(
            "thresholds", "fit", "--model", folder["model"], "--data", folder["labels.jsonl"], "--index", folder["model.run/index"],
            "--out", folder["other.json"]);
        Assert.Contains("flatter", fitted.Error, StringComparison.Ordinal);
        CliResult doctor = await Cli.RunAsync("doctor", "--model", folder["model"], "--index", folder["model.run/index"]);
        Assert.Contains("weights over mentions, words and vectors", doctor.Output, StringComparison.Ordinal);
        string[] tag =
            ["tag", "--index", folder["model.run/index"], "--model", folder["model"], "--input", Small.Listings];
        CliResult learned = await Cli.RunAsync([.. tag, "--output", folder["learned.jsonl"]]);
        Assert.True(learned.ExitCode == 0, learned.Error);
        Assert.Contains("\"identification\":", File.ReadAllText(folder["learned.jsonl.settings.json"]), StringComparison.Ordinal);
        Assert.NotEqual(File.ReadAllText(folder["learned.jsonl"]), (await Cli.RunAsync([.. tag, "--no-learned"])).Output);
        CliResult resumed = await Cli.RunAsync([.. tag, "--output", folder["learned.jsonl"], "--resume", "--no-learned"]);
        Assert.Equal(2, resumed.ExitCode);
    }

    [Fact]
    public async Task A_model_that_is_there_is_not_replaced_and_an_interrupted_run_not_begun_again()
    {
        folder.Write("model/notes.txt", "mine");
        CliResult taken = await TrainAsync("--only", "calibration");
        Assert.Equal(2, taken.ExitCode);
        Assert.Contains("exists already", taken.Error, StringComparison.Ordinal);

        Directory.Delete(folder["model"], recursive: true);
        folder.Write("model.run/run.json", """{"data":"x","taxonomy":"x","base":"x","parts":"calibration","configuration":"x"}""");
        CliResult begun = await TrainAsync("--only", "calibration");
        CliResult other = await TrainAsync("--only", "calibration", "--resume");
        Assert.Equal((1, 1), (begun.ExitCode, other.ExitCode));
        Assert.Contains("--resume resumes a run", begun.Error, StringComparison.Ordinal);
        Assert.Contains(
            "the labelled listings, the taxonomy, the base model, the configuration changed since", other.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["model"]));
    }

    [Fact]
    public async Task The_configuration_is_printed_with_what_is_typed_and_read_back()
    {
        CliResult printed = await Cli.RunAsync("train", "--print-config", "--seed", "9", "--precision", "0.97");
        string file = folder.Write("train.yaml", printed.Output);
        CliResult again = await Cli.RunAsync("train", "--print-config", "--config", file);

        Assert.Equal((0, printed.Output), (again.ExitCode, again.Output));
        Assert.Contains("  seed: 9\n", again.Output, StringComparison.Ordinal);
        Assert.Contains("  precision: 0.97\n", again.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--config", "no-such.yaml", 2, "epmrl train --print-config > no-such.yaml")]
    [InlineData("--seed", "-1", 2, "expected 0 or more")]
    [InlineData("--precision", "97", 2, "expected a share above 0 and up to 1")]
    [InlineData("--base", "no-such-model", 2, "--base: there is no folder 'no-such-model'")]
    [InlineData("--taxonomy", "no-such-taxonomy", 1, "The folder does not exist")]
    [InlineData("--only", "words", 2, "'words'")]
    public async Task A_wrong_option_is_reported_before_any_work(string option, string value, int code, string expected)
    {
        CliResult result = await TrainAsync(option, value);

        Assert.Equal(code, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["model.run"]));
    }

    [Fact]
    public async Task Listings_of_another_taxonomy_are_refused()
    {
        folder.Write("labels.jsonl", """{"input":"x","category":"Boats","target_scores":{}}""" + "\n");

        CliResult result =
            await Cli.RunAsync("train", "--data", folder["labels.jsonl"], "--taxonomy", SampleLabels.Taxonomy, "--out", folder["model"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("'Boats'", result.Error, StringComparison.Ordinal);
    }

    private Task<CliResult> TrainAsync(params string[] more)
    {
        string[] defaults =
        [
            "--data", Small.Labels, "--taxonomy", Small.Taxonomy, "--base", SampleIndex.Model, "--out", folder["model"],
        ];
        for (int i = 0; i < defaults.Length; i += 2)
        {
            more = more.Contains(defaults[i]) ? more : [.. more, defaults[i], defaults[i + 1]];
        }

        return Cli.RunAsync(["train", .. more]);
    }
}
