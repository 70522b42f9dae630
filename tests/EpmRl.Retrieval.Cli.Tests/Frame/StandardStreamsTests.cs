using System.Diagnostics;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Frame;

/// <summary>A real process whose caller closed its streams, filled their disk, went away, or left it few file handles.</summary>
[Collection(nameof(SampleIndex))]
public sealed class StandardStreamsTests(SampleIndex index) : IDisposable
{
    private readonly ScratchFolder folder = new();

    [Fact]
    public async Task A_command_that_reads_a_closed_stdin_fails_at_once_and_says_so()
    {
        CliResult result = await ShellAsync("$EPMRL tag $INDEX --output tagged.jsonl <&-");

        Assert.Equal(new CliResult(1, "", "error: stdin is closed. Name a file with --input, or redirect stdin.\n"), result);
        Assert.False(File.Exists(folder["tagged.jsonl"]));
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    [InlineData("2</dev/null")]
    [InlineData("<&- >&- 2>&-")]
    public async Task Work_is_done_and_exits_0_when_its_messages_cannot_be_written(string streams)
    {
        CliResult result = await ShellAsync($"$EPMRL tag $INDEX --input $LISTINGS --output tagged.jsonl {streams}");

        Assert.Equal(new CliResult(0, "", ""), result);
        Assert.Equal(File.ReadLines(SampleIndex.Listings).Count(), File.ReadLines(folder["tagged.jsonl"]).Count());
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    public async Task A_failure_keeps_its_exit_code_when_its_message_cannot_be_written(string streams)
    {
        CliResult failed = await ShellAsync($"$EPMRL taxonomy show no-such-folder {streams}");
        CliResult wrong = await ShellAsync($"$EPMRL tag {streams}");

        Assert.Equal(new CliResult(1, "", ""), failed);
        Assert.Equal(new CliResult(2, "", ""), wrong);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("--help")]
    [InlineData("taxonomy show $TAXONOMY")]
    [InlineData("taxonomy export $TAXONOMY --format jsonl")]
    [InlineData("tag $INDEX --input $LISTINGS --quiet")]
    public async Task Data_that_cannot_be_written_is_one_message_and_exit_code_1(string command)
    {
        CliResult closed = await ShellAsync($"$EPMRL {command} >&-");
        CliResult full = await ShellAsync($"$EPMRL {command} >/dev/full");

        Assert.Equal(new CliResult(1, "", "error: stdout is closed. Redirect it to a file or a pipe, or to /dev/null.\n"), closed);
        Assert.Equal(new CliResult(1, "", "error: 'stdout' could not be written: the disk is full. Free some space and run the command "
            + "again.\n"), full);
    }

    [Theory]
    [InlineData("taxonomy export $TAXONOMY --format jsonl")] // more than a pipe holds
    [InlineData("tag $INDEX --input many.jsonl --quiet")]
    public async Task A_reader_that_goes_away_ends_the_command_without_a_word(string command)
    {
        File.WriteAllText(folder["many.jsonl"], string.Concat(Enumerable.Repeat(File.ReadAllText(SampleIndex.Listings), 10)));

        CliResult result = await ShellAsync($"{{ $EPMRL {command}; echo $? >code; }} | head -n 1 | wc -l");

        Assert.Equal("1", result.Output.Trim());
        Assert.Equal("", result.Error);
        Assert.Equal("1\n", File.ReadAllText(folder["code"]));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(255)]
    public async Task Too_few_file_handles_are_one_message_that_says_how_to_get_more(int handles)
    {
        CliResult result = await ShellAsync($"ulimit -n {handles}; $EPMRL tag $INDEX --input $LISTINGS --output tagged.jsonl");

        Assert.Equal(
            new CliResult(1, "", $"error: epmrl needs 256 file handles, this process may open {handles}. Run: ulimit -n 1024\n"), result);
    }

    [Fact]
    public async Task The_fewest_file_handles_that_are_accepted_are_enough()
    {
        index.CopyTo(folder["indexes/sample"]); // whose vectors the demo's build takes

        CliResult result = await ShellAsync("ulimit -n 256; $EPMRL demo --quiet >demo.txt");

        Assert.Equal(new CliResult(0, "", ""), result);
    }

    public void Dispose() => folder.Dispose();

    private async Task<CliResult> ShellAsync(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a POSIX shell.");
        Assert.SkipWhen(script.Contains("/dev/full", StringComparison.Ordinal) && !File.Exists("/dev/full"), "Needs /dev/full.");
        var start = new ProcessStartInfo("sh", ["-c", script])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("EPMRL_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["EPMRL"] = $"dotnet exec {Path.Combine(AppContext.BaseDirectory, "epmrl.dll")}";
        start.Environment["INDEX"] = $"--index {index.Path} --model {SampleIndex.Model}";
        start.Environment["LISTINGS"] = SampleIndex.Listings;
        start.Environment["TAXONOMY"] = TestPaths.InProject("taxonomy", "sample");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"Hangs: {script}");
        }

        return new CliResult(process.ExitCode, await output, await error);
    }
}
