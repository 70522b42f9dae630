using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Commands;

/// <summary><c>model merge</c>.</summary>
public sealed class ModelMergeTests
{
    [Fact]
    public async Task An_adapter_without_alpha_needs_the_option()
    {
        using var scratch = new ScratchFolder();
        string tiny = TestPaths.Shared("fixtures", "training", "gemma-tiny");
        string adapter = Path.Combine(tiny, "lora.safetensors"), target = scratch["merged"];
        CliResult refused = await Cli.RunAsync("model", "merge", "--base", tiny, "--adapter", adapter, "--out", target);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("--alpha", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(target));
        CliResult merged =
            await Cli.RunAsync("model", "merge", "--base", tiny, "--adapter", adapter, "--alpha", "8", "--out", target, "--json");
        Assert.True(merged.ExitCode == 0, merged.Error);
        Assert.Equal(
            new FileInfo(Path.Combine(tiny, "model.safetensors")).Length, new FileInfo(Path.Combine(target, "model.safetensors")).Length);
        Assert.NotEqual(
            File.ReadAllBytes(Path.Combine(tiny, "model.safetensors")), File.ReadAllBytes(Path.Combine(target, "model.safetensors")));
    }

    [Fact]
    public async Task A_file_that_is_no_adapter_is_refused_by_name()
    {
        using var scratch = new ScratchFolder();
        string tiny = TestPaths.Shared("fixtures", "training", "gemma-tiny");
        CliResult refused = await Cli.RunAsync(
            "model", "merge", "--base", tiny, "--adapter", Path.Combine(tiny, "model.safetensors"), "--out", scratch["merged"]);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("lora_A", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);
    }
}
