using System.CommandLine;
using EpmRl.Retrieval.Cli.Commands;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Files;

/// <summary>Two runs on one output: the second is refused and changes nothing.</summary>
[Collection(nameof(SampleIndex))]
public sealed class InUseTests(SampleIndex index) : IDisposable
{
    // Options that name a file or folder to write.
    private static readonly string[] OutputOptions = ["--out", "--output", "--report", "--calibration-out", "--again"];

    private readonly ScratchFolder inputs = new();
    private readonly ScratchFolder outputs = new();

    private static readonly int Seed = LongRun.Seed();

    public static TheoryData<string> Commands => [.. LongRun.Sample(WritingCommand.Names, stride: 2, Seed)];

    public void Dispose()
    {
        inputs.Dispose();
        outputs.Dispose();
    }

    [Fact]
    public void Every_command_with_an_output_is_in_the_table_of_commands_that_write()
    {
        // These need a server or a base model, and are tested below or with it.
        string[] known = [.. WritingCommand.Names, "index backup", "serve backup", "model merge"];
        Assert.All(All(CommandTree.Create(), ""), command => Assert.True(
            !command.Options.Any(option => OutputOptions.Contains(option.Name))
                || known.Any(name => name.StartsWith(command.Path, StringComparison.Ordinal)), command.Path));

        static IEnumerable<(string Path, IList<Option> Options)> All(Command command, string above) => command.Subcommands.SelectMany(sub =>
            All(sub, $"{above} {sub.Name}").Prepend(($"{above} {sub.Name}".Trim(), sub.Options)));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_run_on_what_another_process_writes_is_refused_and_names_it(string name)
    {
        WritingCommand command = await WritingCommand.OfAsync(name, inputs, outputs.Path, index);
        Directory.CreateDirectory(Path.GetDirectoryName(command.Lock)!);
        using (var held = new FileStream(command.Lock, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            held.Write("""{"process":4711,"host":"elsewhere","command":"epmrl other","since":"2026-01-02T03:04:05Z"}"""u8);
            held.Flush();
            string[] before = Everything();

            CliResult refused = await Cli.RunAsync(command.Args);

            Assert.True(refused.ExitCode == 6, $"{refused.ExitCode}: {refused.Error}");
            Assert.Contains("is being written by ", refused.Error, StringComparison.Ordinal);
            if (!command.Lock.EndsWith("/.lock", StringComparison.Ordinal)) // an index names its writer in a file of its own
            {
                Assert.Contains(
                    "process 4711 on elsewhere since 2026-01-02 03:04:05Z (epmrl other)", refused.Error, StringComparison.Ordinal);
            }

            Assert.Equal(before, Everything());
        }

        // A lock without a process, as a crash leaves it, blocks nobody.
        CliResult later = await Cli.RunAsync(command.Args);
        Assert.True(later.ExitCode is 0 or 3, later.Error);
        Assert.DoesNotContain(Everything(), path => Path.GetFileName(path) is var one && (one.EndsWith(".tmp", StringComparison.Ordinal)
            || (one.EndsWith(".lock", StringComparison.Ordinal) && one is not ".lock" and not "run.lock")));
    }

    [Fact]
    public async Task A_backup_into_a_folder_that_another_process_writes_is_refused_before_the_server_is_asked()
    {
        using var held = new FileStream(outputs[".backup.lock"], FileMode.Create, FileAccess.Write, FileShare.None);

        CliResult refused = await Cli.RunAsync(
            "index", "backup", "--index", index.Path, "--qdrant", "http://127.0.0.1:1", "--output", outputs["backup"]);

        Assert.True(refused.ExitCode == 6, refused.Error);
        Assert.Contains("backup is being written by another process", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_real_runs_on_one_output_one_does_its_work_and_the_other_names_it()
    {
        string[] tag = ["tag", "--index", index.Path, "--model", SampleIndex.Model, "--output", outputs["tags.jsonl"]];
        using EpmrlProcess first = EpmrlProcess.Start(inputs.Path, tag);
        await first.WriteAsync(string.Join('\n', File.ReadLines(SampleIndex.Listings).Take(20)) + "\n");
        await Until(() => File.Exists(outputs[".tags.jsonl.lock"]) || first.HasExited);

        CliResult second = await EpmrlProcess.RunAsync(inputs.Path, File.ReadAllText(SampleIndex.Listings), tag);
        CliResult link = await EpmrlProcess.RunAsync(
            inputs.Path, "", [.. tag[..^1], File.CreateSymbolicLink(outputs["link.jsonl"], outputs["tags.jsonl"]).FullName]);
        first.CloseInput();
        CliResult done = await first.WaitAsync();

        Assert.Equal((6, 6, 0), (second.ExitCode, link.ExitCode, done.ExitCode));
        Assert.Matches(
            @"tags\.jsonl is being written by process \d+ on .+ since .+ \(epmrl tag\)\. Wait until it is done, or stop it\.",
            second.Error);
        Assert.Equal(20, File.ReadLines(outputs["tags.jsonl"]).Count());
        Assert.False(File.Exists(outputs[".tags.jsonl.lock"]));
    }

    [Fact]
    public async Task A_lock_of_a_killed_run_is_taken_over()
    {
        string[] tag = ["tag", "--index", index.Path, "--model", SampleIndex.Model, "--output", outputs["tags.jsonl"]];
        using EpmrlProcess killed = EpmrlProcess.Start(inputs.Path, tag);
        await Until(() => File.Exists(outputs[".tags.jsonl.lock"]) || killed.HasExited);
        killed.Kill();
        await killed.WaitAsync();
        Assert.True(File.Exists(outputs[".tags.jsonl.lock"]));

        CliResult next = await Cli.RunAsync([.. tag, "--input", SampleIndex.Listings, "--limit", "3"]);

        Assert.True(next.ExitCode == 0, next.Error);
        Assert.False(File.Exists(outputs[".tags.jsonl.lock"]));
    }

    private static async Task Until(Func<bool> condition)
    {
        for (int i = 0; !condition(); i++)
        {
            Assert.True(i < 6000, "It did not come to that within a minute.");
            await Task.Delay(10);
        }
    }

    private string[] Everything() =>
        [.. Directory.EnumerateFileSystemEntries(outputs.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
