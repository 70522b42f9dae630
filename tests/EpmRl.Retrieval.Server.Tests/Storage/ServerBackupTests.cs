using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Storage;
using EpmRl.Retrieval.Server.Tests.Jobs;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Server.Tests.Storage;

public sealed class ServerBackupTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    [Fact]
    public async Task A_backup_of_a_running_service_is_restored_with_jobs_that_are_done_and_jobs_that_are_not()
    {
        string archive = scratch["backup.tar.gz"];
        string feed = "id,title\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"r{i},Red shirt\n"));
        JsonElement done, open;
        string result;
        await using (ServedSample service = await ServedSample.StartAsync(options => options.Jobs.ChunkRows = 10))
        {
            done = await service.Client.EndAsync(await service.Client.CreateAsync(JobClient.Form(feed, "done.csv")));
            result = await service.Client.GetStringAsync($"/v1/jobs/{done.Id()}/result");
            open = await service.Client.CreateAsync(JobClient.Form(feed, "open.csv"));
            ServerBackupContent made = await ServerBackup.WriteAsync(
                new ServerOptions { DataFolder = Path.Combine(service.Folder, "data") }, archive, TimeProvider.System, default);
            Assert.Equal((true, 2), (made.Database, made.Jobs));
        }

        string folder = scratch["restored"];
        await ServerBackup.RestoreAsync(archive, folder, default);
        await using ServedSample restored = await ServedSample.StartAsync(options =>
            (options.DataFolder, options.Jobs.ChunkRows) = (folder, 7));

        Assert.Equal(result, await restored.Client.GetStringAsync($"/v1/jobs/{done.Id()}/result"));
        await restored.Client.EndAsync(open);
        Assert.Equal(60, (await restored.Client.LinesAsync(open)).Length);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(archive));
        }
    }

    [Fact]
    public async Task A_folder_that_holds_something_is_not_overwritten()
    {
        scratch.Write("data/service.db", "mine");
        string archive = await ArchiveAsync(("service.db", []));

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => ServerBackup.RestoreAsync(archive, scratch["data"], default));

        Assert.Contains("not empty", refused.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(scratch["data/service.db"]));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/tmp/outside")]
    [InlineData("jobs/../../outside")]
    [InlineData("jobs/0123456789abcdef0123456789abcdef/../../../x")]
    [InlineData("other.db")]
    public async Task An_archive_with_foreign_names_is_refused_and_nothing_is_left(string name)
    {
        string archive = await ArchiveAsync((name, "x"u8.ToArray()));

        await Assert.ThrowsAsync<InvalidRequestException>(() => ServerBackup.RestoreAsync(archive, scratch["data"], default));

        Assert.Equal([archive], Directory.EnumerateFileSystemEntries(scratch.Path));
    }

    [Fact]
    public async Task A_damaged_archive_is_refused_and_nothing_is_left()
    {
        string archive = await ArchiveAsync(("service.db", new byte[100_000]));
        byte[] bytes = await File.ReadAllBytesAsync(archive);
        foreach (byte[] damaged in new[] { bytes[..(bytes.Length / 2)], [1, 2, 3], [], bytes })
        {
            await File.WriteAllBytesAsync(archive, damaged);
            await Assert.ThrowsAsync<InvalidRequestException>(() => ServerBackup.RestoreAsync(archive, scratch["data"], default));
            Assert.False(Directory.Exists(scratch["data"]));
        }
    }

    public void Dispose() => scratch.Dispose();

    private async Task<string> ArchiveAsync(params (string Name, byte[] Data)[] files)
    {
        string path = scratch["made.tar.gz"];
        await using var packed = new GZipStream(File.Create(path), CompressionLevel.NoCompression);
        await using var archive = new TarWriter(packed, TarEntryFormat.Pax);
        var content = new ServerBackupContent(1, DateTimeOffset.UnixEpoch, files.Any(file => file.Name == "service.db"), 0);
        foreach ((string name, byte[] data) in files.Prepend(("backup.json", JsonSerializer.SerializeToUtf8Bytes(content))))
        {
            await archive.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(data) });
        }

        return path;
    }
}
