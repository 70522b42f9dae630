using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Files;

/// <summary>
/// Every command that writes, on a full disk: one message, exit code 1, the older file unchanged, and a second run that succeeds once
/// there is space.
/// </summary>
[Collection(nameof(SampleIndex))]
[Trait("Category", "Slow")]
public sealed class DiskFullTests(SampleIndex index) : IDisposable
{
    private readonly ScratchFolder inputs = new();

    public void Dispose() => inputs.Dispose();

    public static TheoryData<string, int> Commands
    {
        get
        {
            var commands = new TheoryData<string, int>();
            foreach (string name in WritingCommand.Names)
            {
                commands.Add(name, 0);
                if (name is "tag" or "taxonomy compose-listings" or "index build" or "train" or "encoder import" or "bench index"
                    or "taxonomy edit")
                {
                    commands.Add(name, 8192); // more than nothing, less than it needs
                }
            }

            return commands;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_full_disk_is_one_message_and_nothing_is_half_written(string name, int free)
    {
        using var disk = new SmallDisk(mebibytes: 160);
        WritingCommand command = await WritingCommand.OfAsync(name, inputs, disk.Path, index);
        bool isFile = Path.HasExtension(command.Target);
        if (isFile && name != "taxonomy map suggest") // that one replaces nothing
        {
            Directory.CreateDirectory(Path.GetDirectoryName(command.Target)!);
            File.WriteAllText(command.Target, "the output of an earlier run\n");
        }

        Dictionary<string, byte[]> before = disk.Contents();
        disk.Fill(free);

        CliResult full = await Cli.RunAsync(command.Args);

        Assert.True(full.ExitCode == 1, $"{full.ExitCode}: {full.Error}");
        Assert.Matches(@"error: '[^']+' could not be written: the disk is full\. Free some space and run the command again\.", full.Error);
        Assert.Contains($"'{command.Target}", full.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", full.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", full.Error, StringComparison.Ordinal);
        Dictionary<string, byte[]> after = disk.Contents();
        foreach ((string file, byte[] content) in before.Where(file => !(name == "tag" && file.Key == "out.jsonl")))
        {
            Assert.True(after.TryGetValue(file, out byte[]? now) && now.AsSpan().SequenceEqual(content), $"{file} changed.");
        }

        Assert.All(after.Keys.Except(before.Keys), file => Assert.True(MayRemain(name, file), $"{file} remains."));
        if (name == "tag" && after.TryGetValue("out.jsonl", out byte[]? lines))
        {
            Assert.True(lines.Length == 0 || lines[^1] == '\n', "The output ends within a line."); // it can be resumed
        }

        disk.Free();
        CliResult again = await Cli.RunAsync([.. command.Args, .. name is "tag" or "train" ? (string[])["--resume"] : []]);
        Assert.True(again.ExitCode is 0 or 3, again.Error);
        if (name == "tag")
        {
            CliResult whole = await Cli.RunAsync([.. command.Args[..^1], inputs["whole.jsonl"]]);
            Assert.Equal(0, whole.ExitCode);
            Assert.Equal(File.ReadAllBytes(inputs["whole.jsonl"]), File.ReadAllBytes(command.Target));
        }
    }

    [Fact]
    public async Task A_list_of_bad_rows_on_a_full_disk_ends_in_a_complete_line()
    {
        using var disk = new SmallDisk(mebibytes: 1);
        string rows = inputs.Write(
            "rows.jsonl",
            string.Concat(Enumerable.Range(0, 40).Select(i => $"{{\"id\":{i},\"title\":3,\"x\":\"{new string('x', 300)}\"}}\n")));
        string list = Path.Combine(disk.Path, "errors.jsonl");
        disk.Fill(free: 8192);

        CliResult full = await Cli.RunAsync(
            "tag", "--index", index.Path, "--model", SampleIndex.Model, "--input", rows, "--output", inputs["out.jsonl"], "--errors", list);

        Assert.True(full.ExitCode == 1, full.Error);
        Assert.Contains($"'{list}' could not be written: the disk is full", full.Error, StringComparison.Ordinal);
        Assert.Equal('\n', File.ReadAllText(list)[^1]);
    }

    [Fact]
    public async Task Stdout_on_a_full_disk_is_one_message()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Needs /dev/full.");
        var start = new System.Diagnostics.ProcessStartInfo("sh") { RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec dotnet exec \"$0\" taxonomy export \"$1\" --format csv > /dev/full");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "epmrl.dll"));
        start.ArgumentList.Add(WritingCommand.WriteLamps(inputs, "t"));
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 1, $"{process.ExitCode}: {error}");
        Assert.Contains("the disk is full", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    // What a later run continues with, and what a lock leaves; never a file under its final name.
    private static bool MayRemain(string name, string file) => name switch
    {
        "tag" => file is "out.jsonl.settings.json" or "out.jsonl.progress.jsonl",
        "index build" or "bench index" or "index rollback" or "index prune" =>
            file.StartsWith("out/.", StringComparison.Ordinal) || file is "out/reindex.json",
        "taxonomy edit" or "taxonomy commit" or "taxonomy publish" =>
            file is "out/.store/lock" || file.StartsWith("out/.store/versions/", StringComparison.Ordinal),
        _ => false,
    };
}
