using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Files;

/// <summary>The next run removes what killed commands leave next to their outputs and in the folder for temporary files.</summary>
[Collection(nameof(SampleIndex))]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")] // every test skips there
public sealed class LeftoverTests(SampleIndex index) : IDisposable
{
    private const string Temporary = ".*.tmp";

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("embed")]
    [InlineData("evaluate")]
    [InlineData("encoder import")]
    [InlineData("taxonomy import")]
    public async Task Temporaries_of_killed_runs_do_not_pile_up_and_only_their_owner_may_read_them(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are of Unix.");
        (string[] args, string watched) = Line(name);
        string? before = null;
        for (int kill = 0; kill < 3; kill++)
        {
            using EpmrlProcess process = EpmrlProcess.StartIn(folder.Path, folder["tmp"], args);
            if (name == "embed")
            {
                // More than a batch, and stdin stays open: it cannot finish.
                await process.WriteAsync(string.Concat(Enumerable.Range(0, 300).Select(i => $"{{\"id\":{i},\"text\":\"red {i}\"}}\n")));
            }

            await UntilAsync(process, watched, before);
            process.Kill();
            await process.WaitAsync();

            before = Assert.Single(Directory.GetFileSystemEntries(watched, Temporary)); // those of the runs before are gone
            UnixFileMode mode = File.GetUnixFileMode(before);
            Assert.Equal(
                UnixFileMode.None,
                mode & (UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute));
        }

        string[] left = Directory.GetFileSystemEntries(watched, Temporary);
        Assert.NotEmpty(left);
        using EpmrlProcess last = EpmrlProcess.StartIn(folder.Path, folder["tmp"], args);
        await last.WriteAsync("{\"id\":1,\"text\":\"red\"}\n");
        last.CloseInput();
        CliResult result = await last.WaitAsync();

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Empty(Directory.GetFileSystemEntries(watched, Temporary));
    }

    [Fact]
    public async Task Final_files_have_the_mode_that_the_umask_gives_or_the_one_that_they_had()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are of Unix.");
        string taxonomy = WritingCommand.WriteLamps(folder, "t");
        UnixFileMode usual = File.GetUnixFileMode(folder.Write("usual", "")),
        narrow = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.SetUnixFileMode(folder.Write("old.csv", "old"), narrow);

        foreach (string file in (string[])["new.csv", "old.csv"])
        {
            Assert.Equal(0, (await Cli.RunAsync("taxonomy", "export", taxonomy, "--format", "csv", "--out", folder[file])).ExitCode);
        }

        Assert.Equal(0, (await Cli.RunAsync("taxonomy", "checkout", taxonomy, "--out", folder["copy"])).ExitCode);
        Assert.Equal(0, (await Cli.RunAsync(
            "tag", "--index", index.Path, "--model", SampleIndex.Model, "--input", SampleIndex.Listings, "--limit", "2", "--output",
            folder["tags"])).ExitCode);

        Assert.Equal((usual, narrow), (File.GetUnixFileMode(folder["new.csv"]), File.GetUnixFileMode(folder["old.csv"])));
        Assert.Equal((usual, usual), (File.GetUnixFileMode(folder["tags"]), File.GetUnixFileMode(folder["tags.settings.json"])));
        Assert.Equal(File.GetUnixFileMode(taxonomy), File.GetUnixFileMode(folder["copy"]));
    }

    private (string[] Args, string Watched) Line(string name)
    {
        Directory.CreateDirectory(folder["out"]);
        Directory.CreateDirectory(folder["tmp"]);
        switch (name)
        {
            case "embed":
                return (["embed", "--model", SampleIndex.Model, "--output", folder["out/vectors.jsonl"]], folder["out"]);
            case "evaluate":
                WritingCommand.WriteLampLabels(folder);
                string[] evaluate =
                [
                    "evaluate", "identification", "--data", folder.Path, "--split", "lamp-labels.jsonl", "--model", SampleIndex.Model,
                    "--list", "all",
                ];
                return (evaluate, folder["tmp"]);
            case "encoder import":
                return (["encoder", "import", TestPaths.Shared("models", "minilm-l6"), "--out", folder["out/model"]], folder["out"]);
            default:
                string attributes = string.Join(", ", Enumerable.Range(0, 1500).Select(i => $"\"Attribute {i}\": [\"a{i}\", \"b{i}\"]"));
                string values = folder.Write("values.json", $"{{\"Toys\": {{{attributes}}}}}");
                return (["taxonomy", "import", "--format", "values-json", values, "--out", folder["out/toys"]], folder["out"]);
        }
    }

    private static async Task UntilAsync(EpmrlProcess process, string watched, string? before)
    {
        for (int i = 0; !Directory.GetFileSystemEntries(watched, Temporary).Any(found => found != before); i++)
        {
            Assert.True(i < 60_000, $"No temporary in {watched}.");
            Assert.False(process.HasExited, "It came to its end before it was killed.");
            await Task.Delay(1);
        }
    }
}
