using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Storage;

public sealed class StorageTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_failed_replacement_leaves_the_old_file_and_nothing_else()
    {
        string file = scratch.Write("file", "old");

        Assert.Throws<InvalidDataException>(() => AtomicFile.Write(file, stream =>
        {
            stream.Write(new byte[100_000]);
            throw new InvalidDataException();
        }));

        Assert.Equal("old", File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFileSystemEntries(scratch.Path));
    }

    [Fact]
    public void A_sweep_removes_what_no_process_uses_and_keeps_what_one_does()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Marks of folders are of Unix.");
        using TemporaryFolder folder = TemporaryFolder.Beside(scratch["target"]);
        using var file = new AtomicFile(scratch["target"]);
        string dead = scratch.Write(".target.0123abcd.tmp/inner", "x"), other = scratch.Write(".other.0123abcd.tmp", "x"),
        foreign = scratch.Write(".target.mine.tmp", "x");
        scratch.Write(".target.89abcdef.tmp", "x");

        Temporaries.Sweep(scratch["target"]);

        Assert.Equal(
            new[] { folder.Path, file.Stream.Name, other, foreign }.Order(StringComparer.Ordinal),
            Directory.GetFileSystemEntries(scratch.Path).Order(StringComparer.Ordinal));
        Assert.False(File.Exists(dead));

        Temporaries.SweepFolder(scratch.Path);

        Assert.False(File.Exists(other));
        Assert.True(File.Exists(foreign));
        Assert.True(Directory.Exists(folder.Path));
    }

    [Fact]
    public void Concurrent_replacements_of_one_file_all_succeed_and_leave_one_of_them_complete()
    {
        string file = scratch["file"];
        string[] texts = [.. Enumerable.Range(0, 64).Select(i => new string((char)('0' + (i % 10)), 5000))];

        Parallel.ForEach(texts, text => AtomicFile.Write(file, text));

        Assert.Contains(File.ReadAllText(file), texts);
        Assert.Equal([file], Directory.GetFileSystemEntries(scratch.Path));
    }

    [Fact]
    public void Of_many_who_want_a_lock_one_has_it_at_a_time_and_its_file_goes_with_the_last()
    {
        int inside = 0, most = 0, taken = 0;
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 16 }, _ =>
        {
            if (ExclusiveLock.TryTake(scratch["lock"], keeps: false) is { } held)
            {
                using (held)
                {
                    most = Math.Max(most, Interlocked.Increment(ref inside));
                    Interlocked.Increment(ref taken);
                    Thread.Yield();
                    Interlocked.Decrement(ref inside);
                }
            }
        });

        Assert.Equal(1, most);
        Assert.True(taken > 0);
        Assert.Empty(Directory.GetFileSystemEntries(scratch.Path));
    }

    [Fact]
    public void A_lock_names_its_holder()
    {
        using ExclusiveLock held = ExclusiveLock.TakeBeside(scratch["out.jsonl"]);

        string message = Assert.Throws<InUseException>(() => ExclusiveLock.TakeBeside(scratch["out.jsonl"])).Message;

        Assert.StartsWith($"{scratch["out.jsonl"]} is being written by process {Environment.ProcessId} on {Environment.MachineName} since "
            + $"", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_known_by_every_name_it_has()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Hard links are known on Linux.");
        string file = scratch.Write("folder/file", "x");
        File.CreateSymbolicLink(scratch["link"], "folder/file");
        Directory.CreateSymbolicLink(scratch["linked"], "folder");
        System.Diagnostics.Process.Start("ln", [file, scratch["hard"]]).WaitForExit();
        File.CreateSymbolicLink(scratch["dangling"], "folder/none/new");

        FileIdentity identity = FileIdentity.Of(file);

        Assert.All(
            ["link", "hard", "linked/file", "folder/../linked/./file"], name => Assert.Equal(identity, FileIdentity.Of(scratch[name])));
        Assert.NotEqual(identity, FileIdentity.Of(scratch.Write("folder/other", "x")));
        Assert.Equal(FileIdentity.Of(scratch["folder/none/new"]), FileIdentity.Of(scratch["dangling"]));
        Assert.Equal(FileIdentity.Of(scratch["linked/none/new"]), FileIdentity.Of(scratch["dangling"]));
        Assert.NotEqual(FileIdentity.Of(scratch["folder/none/new"]), FileIdentity.Of(scratch["folder/none/new2"]));
    }

    [Theory]
    [InlineData("/data/.out.jsonl.0123abcd.tmp", "/data/out.jsonl")]
    [InlineData("/data/.model.0123abcd.tmp/encoder.json", "/data/model/encoder.json")]
    [InlineData("/data/.out.jsonl.lock", "/data/out.jsonl")]
    [InlineData("/data/.store/lock", "/data/.store/lock")]
    [InlineData("/data/plain.tmp", "/data/plain.tmp")]
    public void A_message_names_the_target_and_not_its_temporary(string path, string target) =>
        Assert.Equal(target, Temporaries.TargetOf(path));

    [Fact]
    public void A_name_of_the_greatest_length_can_be_replaced()
    {
        string file = scratch[new string('x', 255)];

        AtomicFile.Write(file, "new");
        using ExclusiveLock held = ExclusiveLock.TakeBeside(file);

        Assert.Equal("new", File.ReadAllText(file));
    }
}
