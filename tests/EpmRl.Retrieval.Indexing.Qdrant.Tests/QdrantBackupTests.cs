using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

public sealed class QdrantBackupTests : IAsyncLifetime
{
    private readonly HashingEncoder encoder = new(dimension: 16);
    private TestServer server = null!;
    private ServedIndex index = null!;
    private EmbeddedVectorIndex version = null!;
    private string folder = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        index = new ServedIndex(server);
        version = await index.PublishAsync(TestTaxonomies.Small(), encoder);
        folder = index.Scratch["backup"];
    }

    public async ValueTask DisposeAsync()
    {
        await index.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_lost_server_comes_back_from_its_backup_and_answers_as_before()
    {
        using var backup = new QdrantBackup(index.Options);
        QdrantBackupDescription made = await backup.CreateAsync(folder);
        Assert.Equal((version.Manifest.Version, version.Manifest.Vectors, index.Options.Alias), (made.Version, made.Vectors, made.Alias));
        Assert.Equal(made.SnapshotBytes, new FileInfo(Path.Combine(folder, "collection.snapshot")).Length);

        // Another server, and a machine without the index's folder.
        await using TestServer fresh = await TestServer.StartAsync();
        QdrantOptions elsewhere =
            index.Options with { Address = fresh.At.Rest, GrpcPort = fresh.At.GrpcPort, IndexFolder = index.Scratch["fresh"] };
        using var drill = new QdrantBackup(elsewhere);
        Assert.Equal(made, await drill.RestoreAsync(folder));
        using var target = new QdrantTarget(elsewhere);
        Assert.Equal(version.Manifest.Version, await target.CurrentAsync());
        Assert.Empty(await target.VerifyAsync(version));
        using QdrantVectorIndex restored = await QdrantVectorIndex.OpenAsync(elsewhere);
        float[] item = encoder.Encode("laptops with color being black");
        Assert.Equal(
            (await version.SearchAsync(item, ValueFilter.None, 5)).Select(hit => (hit.CategoryId, hit.ValueId)),
            (await restored.SearchAsync(item, ValueFilter.None, 5)).Select(hit => (hit.CategoryId, hit.ValueId)));

        Assert.Equal(made, await drill.RestoreAsync(folder)); // over itself: nothing changes
        Assert.Empty(await target.VerifyAsync(version));
    }

    [Fact]
    public async Task The_servers_own_copy_is_removed_after_the_download()
    {
        using var backup = new QdrantBackup(index.Options);
        await backup.CreateAsync(folder);

        Assert.Contains(server.Emulator!.Exchanges, exchange => exchange.Request.Method == "DELETE" && exchange.Response.Status == 200);
        await Assert.ThrowsAsync<IOException>(() => backup.CreateAsync(folder));
    }

    [Fact]
    public async Task A_backup_on_a_full_disk_leaves_nothing_and_succeeds_once_there_is_space()
    {
        using var disk = new SmallDisk(mebibytes: 4);
        string target = Path.Combine(disk.Path, "backup");
        using var backup = new QdrantBackup(index.Options);
        disk.Fill(free: 4096);

        await Assert.ThrowsAnyAsync<IOException>(() => backup.CreateAsync(target));

        Assert.Empty(disk.Contents());
        Assert.Empty(Directory.GetDirectories(disk.Path));
        disk.Free();
        Assert.Equal(version.Manifest.Version, (await backup.CreateAsync(target)).Version);
    }

    [Fact]
    public async Task A_damaged_backup_is_refused_before_anything_is_sent()
    {
        using var backup = new QdrantBackup(index.Options);
        await backup.CreateAsync(folder);
        string file = Path.Combine(folder, "collection.snapshot");
        byte[] bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        server.Emulator!.ClearExchanges();

        Assert.Contains(
            "collection.snapshot is damaged", (await Assert.ThrowsAsync<IndexFormatException>(() => backup.RestoreAsync(folder))).Message);
        Assert.DoesNotContain(server.Emulator.Exchanges, exchange => exchange.Request.Method != "GET");
        Assert.Contains(
            "no complete backup",
            (await Assert.ThrowsAsync<IndexFormatException>(() => backup.RestoreAsync(index.Scratch["nothing"]))).Message);
    }

    [Fact]
    public async Task A_description_of_wrong_content_is_refused_in_our_words()
    {
        using var backup = new QdrantBackup(index.Options);
        await backup.CreateAsync(folder);
        string path = Path.Combine(folder, "backup.json");

        await BrokenJson.IsRefusedInOurWordsAsync(path, await File.ReadAllTextAsync(path), () => backup.RestoreAsync(folder), "");
    }

    [Fact]
    public async Task A_download_that_is_not_what_the_server_says_is_no_backup()
    {
        await using FaultProxy proxy = await FaultProxy.StartAsync(server.At.Rest);
        proxy.Script = FaultScript.Whenever(
            request => request.Method == "GET" && request.Path.Contains("/snapshots/", StringComparison.Ordinal),
            Fault.Answer(200, "short", "application/octet-stream"));
        using var backup = new QdrantBackup(index.Options with { Address = proxy.Address });

        Assert.Contains("Try again", (await Assert.ThrowsAsync<IndexUnavailableException>(() => backup.CreateAsync(folder))).Message);
        Assert.False(File.Exists(Path.Combine(folder, "backup.json")));
    }

    public static TheoryData<int, string> ForeignErrors
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (int status in (int[])[400, 401, 404, 429, 500, 503])
            {
                foreach (string body in (string[])[
                    "{}", "null", "[]", "\"no\"", """{"status":{}}""", """{"status":{"error":null}}""", """{"status":"down"}""", ""])
                {
                    data.Add(status, body);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ForeignErrors))]
    public async Task An_error_of_another_form_is_an_unavailable_index_that_shows_it(int status, string body)
    {
        await using FaultProxy proxy = await FaultProxy.StartAsync(server.At.Rest);
        proxy.Script = _ => Fault.Answer(status, body);
        using var backup = new QdrantBackup(index.Options with { Address = proxy.Address });

        IndexUnavailableException failed = await Assert.ThrowsAnyAsync<IndexUnavailableException>(() => backup.CreateAsync(folder));

        Assert.Contains($"answered {status} to GET /collections/", failed.Message);
        Assert.Contains(body, failed.Message);
    }

    [Theory]
    [InlineData("1.17.4", false)]
    [InlineData("1.18.9", true)]
    [InlineData("1.19.0", true)]
    [InlineData("1.20.0", false)]
    public async Task A_snapshot_goes_to_the_same_minor_version_or_the_next(string number, bool fits)
    {
        using var backup = new QdrantBackup(index.Options);
        await backup.CreateAsync(folder);
        await using FaultProxy proxy = await FaultProxy.StartAsync(server.Emulator!.GrpcAddress, isGrpc: true);
        proxy.Script = FaultScript.Whenever(request => request.Path == "/qdrant.Qdrant/HealthCheck", Fault.Version(number));
        using var other = new QdrantBackup(index.Options with { GrpcPort = proxy.Address.Port });

        Exception? refused = await Record.ExceptionAsync(() => other.RestoreAsync(folder));

        Assert.Equal(fits, refused is null);
        Assert.True(fits || (refused is IndexUnavailableException && refused.Message.Contains(number, StringComparison.Ordinal)));
    }
}
