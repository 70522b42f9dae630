using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Tagging;

[Collection(nameof(SampleIndex))]
public sealed class ResumeTests(SampleIndex index) : IDisposable
{
    private readonly ScratchFolder folder = new();

    [Fact]
    public async Task A_run_that_is_killed_and_resumed_leaves_the_same_file_as_one_that_is_not()
    {
        string input = ManyListings(4);
        byte[] whole = await WholeAsync(input);
        string output = folder["killed.jsonl"];
        for (int kill = 1; kill <= 3; kill++)
        {
            // The process gets a part of the input on a pipe that stays open, so that it cannot come to its end before it is killed.
            using EpmrlProcess process = EpmrlProcess.Start(folder.Path, Args("-", output, "--resume"));
            await process.WriteAsync(string.Join('\n', File.ReadLines(input).Take(80 * kill)) + "\n");
            await UntilAsync(process, output, whole.Length * kill / 8);
            process.Kill();
            await process.WaitAsync();

            // What a kill in the middle of a write leaves.
            using FileStream file = File.Open(output, FileMode.Append);
            file.Write(whole.AsSpan((int)file.Length, 100 * kill));
        }

        CliResult last = await Cli.RunAsync(Args(input, output, "--resume"));

        Assert.True(last.ExitCode == 3, last.Error);
        Assert.Contains("were done already", last.Error, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(output));
        Assert.Equal(File.ReadAllBytes(folder["whole.jsonl.errors.jsonl"]), File.ReadAllBytes(output + ".errors.jsonl"));
    }

    [SkippableFact]
    public async Task An_interrupt_stops_after_whole_lines_and_says_how_to_go_on()
    {
        Skip.If(OperatingSystem.IsWindows(), "Needs POSIX signals.");
        string input = ManyListings(2);
        byte[] whole = await WholeAsync(input);
        string output = folder["interrupted.jsonl"];
        using EpmrlProcess process = EpmrlProcess.Start(folder.Path, Args("-", output));
        await process.WriteAsync(string.Join('\n', File.ReadLines(input).Take(100)) + "\n");
        await UntilAsync(process, output, whole.Length / 8);

        process.Interrupt();
        CliResult result = await process.WaitAsync();

        Assert.True(result.ExitCode == 130, result.Error);
        Assert.Contains("--resume", result.Error, StringComparison.Ordinal);
        byte[] part = File.ReadAllBytes(output);
        Assert.True(part.Length < whole.Length);
        Assert.Equal((byte)'\n', part[^1]);
        Assert.Equal(whole[..part.Length], part);
        Assert.Equal(3, (await Cli.RunAsync(Args(input, output, "--resume"))).ExitCode);
        Assert.Equal(whole, File.ReadAllBytes(output));
    }

    [Fact]
    public async Task Resuming_what_is_done_changes_nothing()
    {
        string input = ManyListings(1);
        byte[] whole = await WholeAsync(input);

        CliResult again = await Cli.RunAsync(Args(input, folder["whole.jsonl"], "--resume"));

        Assert.Equal(3, again.ExitCode);
        Assert.Equal(whole, File.ReadAllBytes(folder["whole.jsonl"]));
    }

    [Fact]
    public async Task An_output_of_other_listings_is_refused_and_left_as_it_is()
    {
        string input = ManyListings(1);
        byte[] whole = await WholeAsync(input);
        string other = folder.Write("other.jsonl", """{"id":"x","title":"Norvik laptop"}""");

        CliResult otherInput = await Cli.RunAsync(Args(other, folder["whole.jsonl"], "--resume"));
        CliResult shorter = await Cli.RunAsync(Args(input, folder["whole.jsonl"], "--resume", "--limit", "16"));

        Assert.Equal(2, otherInput.ExitCode);
        Assert.Contains("the input has 'x' there", otherInput.Error, StringComparison.Ordinal);
        Assert.Equal(2, shorter.ExitCode);
        Assert.Contains("holds more than the 16 listings", shorter.Error, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(folder["whole.jsonl"]));
    }

    [Fact]
    public async Task An_output_of_another_model_is_refused_as_a_mismatch()
    {
        string input = ManyListings(1);
        byte[] whole = await WholeAsync(input);
        string space = SpaceOf(folder["whole.jsonl"]);
        File.WriteAllText(folder["whole.jsonl"], File.ReadAllText(folder["whole.jsonl"]).Replace(space, "0123456789abcdef", StringComparison.Ordinal));

        CliResult result = await Cli.RunAsync(Args(input, folder["whole.jsonl"], "--resume"));

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("0123456789abcdef", result.Error, StringComparison.Ordinal);
        Assert.Equal(whole.Length, new FileInfo(folder["whole.jsonl"]).Length);
    }

    [Fact]
    public async Task An_output_of_other_settings_is_refused_and_left_as_it_is()
    {
        string input = ManyListings(1);
        byte[] whole = await WholeAsync(input);
        string output = folder["whole.jsonl"];
        string calibration = folder.Write("calibration.json", $$$"""{"format":2,"space":"{{{SpaceOf(output)}}}","kinds":{},"attributes":{}}""");

        CliResult channels = await Cli.RunAsync(Args(input, output, "--resume", "--channels", "mentions"));
        CliResult calibrated = await Cli.RunAsync(Args(input, output, "--resume", "--calibration", calibration));
        File.Delete(output + ".settings.json");
        CliResult unknown = await Cli.RunAsync(Args(input, output, "--resume"));

        Assert.Equal((2, 2, 2), (channels.ExitCode, calibrated.ExitCode, unknown.ExitCode));
        Assert.Contains("""now the settings are {"channels":"mentions","calibration":"none"}""", channels.Error, StringComparison.Ordinal);
        Assert.Contains("Use the same --model, --channels and --calibration", calibrated.Error, StringComparison.Ordinal);
        Assert.Contains(".settings.json", unknown.Error, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(output));
    }

    public void Dispose() => folder.Dispose();

    private string[] Args(string input, string output, params string[] more) =>
        ["tag", "--index", index.Path, "--model", SampleIndex.Model, "--input", input, "--output", output, "--batch", "16", .. more];

    // The sample several times over, with a bad row after each.
    private string ManyListings(int times)
    {
        string sample = File.ReadAllText(SampleIndex.Listings).TrimEnd('\n');
        return folder.Write("many.jsonl", string.Concat(Enumerable.Range(0, times).Select(i =>
            sample.Replace("{\"id\": \"", $"{{\"id\": \"{i}-", StringComparison.Ordinal).Replace("\"title\": \"", $"\"title\": \"{i} ", StringComparison.Ordinal) + "\n{\"id\":1}\n")));
    }

    private async Task<byte[]> WholeAsync(string input)
    {
        CliResult result = await Cli.RunAsync(Args(input, folder["whole.jsonl"]));
        Assert.True(result.ExitCode == 3, result.Error);
        return File.ReadAllBytes(folder["whole.jsonl"]);
    }

    private static string SpaceOf(string output)
    {
        string text = File.ReadAllText(output);
        return text[(text.IndexOf("\"space\":\"", StringComparison.Ordinal) + 9)..].Split('"')[0];
    }

    private static async Task UntilAsync(EpmrlProcess process, string output, long bytes)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!process.HasExited && (!File.Exists(output) || new FileInfo(output).Length < bytes))
        {
            await Task.Delay(5, patience.Token);
        }
    }
}
