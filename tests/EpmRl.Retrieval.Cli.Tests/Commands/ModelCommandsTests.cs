using System.Text.Json;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Commands;

/// <summary><c>encoder import</c>, <c>model check</c>, <c>bench encoder</c> and <c>bench device</c>.</summary>
public sealed class ModelCommandsTests
{
    [Fact]
    public async Task A_checkpoint_is_imported_checked_and_used_without_anything_else()
    {
        string checkpoint = TestPaths.Shared("models", "minilm-l6");
        using var scratch = new ScratchFolder();
        string model = scratch["mine"];

        CliResult imported = await Cli.RunAsync("encoder", "import", checkpoint, "--out", model, "--id", "mine-1");
        Assert.True(imported.ExitCode == ExitCodes.Ok, imported.Error);
        Assert.Contains("'mine-1'", imported.Error, StringComparison.Ordinal);
        Assert.Contains("384 dimensions, mean pooling, 256 tokens, licence Apache-2.0", imported.Error, StringComparison.Ordinal);

        CliResult check = await Cli.RunAsync("model", "check", "--model", model, "--json");
        Assert.True(check.ExitCode == ExitCodes.Ok, check.Error);
        JsonElement[] lines = [.. JsonDocument.Parse(check.Output).RootElement.EnumerateArray()];
        Assert.Equal(["fp32", "fp16", "int8"], lines.Select(line => line.GetProperty("precision").GetString()));
        Assert.All(lines, line => Assert.True(line.GetProperty("passed").GetBoolean()));

        CliResult again = await Cli.RunAsync("encoder", "import", checkpoint, "--out", model);
        Assert.Equal(ExitCodes.Failed, again.ExitCode);
        Assert.Contains("exists already", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_a_checkpoint_is_refused_with_the_reason()
    {
        using var scratch = new ScratchFolder();
        Directory.CreateDirectory(scratch["in"]);
        CliResult result = await Cli.RunAsync("encoder", "import", scratch["in"], "--out", scratch["out"]);
        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.Contains("has no weights; expected model.safetensors", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(scratch["out"]));
    }

    [Fact]
    public async Task A_damaged_model_fails_with_one_message_that_names_the_file()
    {
        using var scratch = new ScratchFolder();
        foreach (string file in Directory.GetFiles(TestPaths.InProject("models", "catalog-l6")))
        {
            File.WriteAllBytes(scratch[Path.GetFileName(file)], File.ReadAllBytes(file));
        }

        File.AppendAllText(scratch["config.json"], " ");
        CliResult result = await Cli.RunAsync("model", "check", "--model", scratch.Path);
        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.Contains("config.json: its SHA-256 is", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task The_benchmark_prints_ratio_cosine_and_processor()
    {
        CliResult result = await Cli.RunAsync("bench", "encoder", "--count", "12", "--rounds", "1", "--json");
        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        JsonElement report = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(
            ["plain fp32", "int8", "fp32"], report.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("name").GetString()));
        Assert.True(report.GetProperty("processor").GetProperty("cores").GetInt32() >= 1);
        Assert.All(report.GetProperty("rows").EnumerateArray(), row => Assert.True(row.GetProperty("mean_cosine").GetDouble() > 0.98));

        CliResult table = await Cli.RunAsync("bench", "encoder", "--count", "4", "--rounds", "1");
        Assert.Contains("AVX512-VNNI", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task The_benchmark_of_a_device_prints_a_row_for_each_precision_and_size_of_call()
    {
        using var scratch = new ScratchFolder();
        string file = scratch.Write("texts.jsonl", "{\"title\": \"red shoe\"}\n{\"title\": \"a blue hat\"}\n");
        CliResult result = await Cli.RunAsync("bench", "device", "--device", "cpu", "--texts", file, "--seconds", "0", "--json");
        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        JsonElement[] rows = [.. JsonDocument.Parse(result.Output).RootElement.EnumerateArray()];
        Assert.Equal(
            ["fp32 1", "fp32 32", "fp32 512", "fp16 1", "fp16 32", "fp16 512"],
            rows.Select(row => $"{row.GetProperty("precision").GetString()} {row.GetProperty("call_texts").GetInt32()}"));
        Assert.All(rows, row => Assert.True(row.GetProperty("passed").GetBoolean()
            && row.GetProperty("median_milliseconds").GetDouble() <= row.GetProperty("p99_milliseconds").GetDouble()));
    }

    [Theory]
    [InlineData("device")]
    [InlineData("training")]
    public async Task A_benchmark_refuses_a_device_that_it_would_have_to_choose(string what)
    {
        CliResult result = await Cli.RunAsync("bench", what, "--device", "auto");
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains("expected cpu or cuda", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--count", "0")]
    [InlineData("--rounds", "-1")]
    public async Task A_benchmark_of_nothing_is_a_usage_error(string option, string value) =>
        Assert.Equal(ExitCodes.Usage, (await Cli.RunAsync("bench", "encoder", option, value)).ExitCode);

    [Fact]
    public async Task A_benchmark_names_the_line_that_is_wrong()
    {
        using var scratch = new ScratchFolder();
        string file = scratch.Write("texts.jsonl", "{\"title\": \"a\"}\n{\"name\": \"b\"}\n");
        CliResult result = await Cli.RunAsync("bench", "encoder", "--texts", file);
        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.Contains("line 2 has neither title nor input_title", result.Error, StringComparison.Ordinal);
    }
}
