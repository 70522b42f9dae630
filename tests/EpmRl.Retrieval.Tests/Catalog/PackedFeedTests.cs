using System.IO.Compression;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Tests.Catalog;

[Collection(nameof(MeasuredAlone))] // memory is measured
public sealed class PackedFeedTests
{
    private const string Feed = "id,title\n1,Lamp\n";

    [Theory]
    [InlineData("products.csv", Feed)]
    [InlineData("export/products.jsonl", "{\"id\":1,\"title\":\"Lamp\"}\n")]
    [InlineData("products.txt", Feed)]
    public async Task A_zip_archive_of_one_file_is_read_as_the_file(string name, string text)
    {
        byte[] archive = Zip((name, text), ("__MACOSX/._products.csv", "x"), ("export/.DS_Store", "x"));

        Assert.Equal(
            ("1", "Lamp"),
            Assert.Single(await CatalogText.ReadAsync(archive, "feed.zip")).Profile is { } listing ? (listing.Id, listing.Title) : default);
    }

    [Fact]
    public async Task An_archive_of_several_files_of_none_or_damaged_is_refused_with_what_it_holds()
    {
        byte[] whole = Zip(("a.csv", Feed));

        Assert.Contains("2 files (a.csv, b.csv)", await RefusalAsync(Zip(("a.csv", Feed), ("b.csv", Feed))), StringComparison.Ordinal);
        Assert.Contains("no file", await RefusalAsync(Zip()), StringComparison.Ordinal);
        Assert.Contains("damaged or truncated", await RefusalAsync(whole[..^10]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zip_archive_from_a_pipe_is_refused()
    {
        await using var reader = new ProductReader(new BufferedPipe(Zip(("a.csv", Feed))), "-");

        var fault =
            await Assert.ThrowsAsync<InvalidDataException>(async () => await reader.ReadAsync().GetAsyncEnumerator().MoveNextAsync());

        Assert.Contains("not from a pipe", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_unpacks_to_more_than_any_listings_do_is_refused_in_little_memory(bool gzip)
    {
        byte[] bomb = Bomb(gzip, 200 << 20);
        long before = GC.GetTotalAllocatedBytes(precise: true);

        string message = await RefusalAsync(bomb, gzip ? "feed.csv.gz" : "feed.zip");

        Assert.Contains("over 200 times as much", message, StringComparison.Ordinal);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.True(allocated < 64 << 20, $"{allocated:N0} bytes were allocated.");
    }

    private static byte[] Bomb(bool gzip, int size)
    {
        var packed = new MemoryStream();
        using (ZipArchive? archive = gzip ? null : new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream stream =
                archive?.CreateEntry("feed.csv").Open() ?? new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true);
            stream.Write("id,title\n"u8);
            byte[] block = new byte[1 << 20];
            block.AsSpan().Fill((byte)'a');
            for (int written = 0; written < size; written += block.Length)
            {
                stream.Write(block);
            }
        }

        return packed.ToArray();
    }

    internal static byte[] Zip(params (string Name, string Text)[] files)
    {
        var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string text) in files)
            {
                using Stream stream = archive.CreateEntry(name).Open();
                stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            }
        }

        return packed.ToArray();
    }

    private static async Task<string> RefusalAsync(byte[] file, string name = "feed.zip")
    {
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => CatalogText.ReadAsync(file, name));
        Assert.StartsWith($"{name}: ", fault.Message, StringComparison.Ordinal);
        return fault.Message;
    }

    private sealed class BufferedPipe(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
