using System.IO.Compression;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Catalog;

/// <summary>Damaged files of every form give rows, errors of rows, or one message of ours that names the file.</summary>
public sealed class FeedFuzzTests(ITestOutputHelper output)
{
    public static TheoryData<string> Files =>
    [
        "samples/feeds/shopify.csv", "samples/feeds/woocommerce.csv", "samples/feeds/akeneo.csv", "samples/feeds/google.tsv",
        "samples/feeds/google.xml",
        "tests/fixtures/excel/products.xlsx", "tests/fixtures/excel/products.xls", "zip", "gzip", "array.json", "utf16.csv",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Damaged_bytes_give_rows_or_one_message_that_names_the_file(string file)
    {
        byte[] whole = await BytesAsync(file);
        string name = Path.GetFileName(file);
        int seed = LongRun.Seed(), refused = 0, read = 0;
        var random = new Random(seed);
        for (int i = 0; i < LongRun.Count(300, 30_000); i++)
        {
            byte[] damaged = Damage(whole, random);
            try
            {
                using var slow = new CancellationTokenSource(TimeSpan.FromSeconds(60));
                await using var reader = new ProductReader(new MemoryStream(damaged), name);
                await foreach (CatalogRow row in reader.ReadAsync(slow.Token))
                {
                    Assert.True(row.Profile is null != row.Error is null);
                    read++;
                }
            }
            catch (InvalidDataException exception)
            {
                Assert.StartsWith(name, exception.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', exception.Message);
                Assert.DoesNotContain('\0', exception.Message);
                refused++;
            }
            catch (Exception exception)
            {
                Assert.Fail($"{file}, seed {seed}, round {i}: {exception}");
            }
        }

        output.WriteLine($"{file}, seed {seed}: {read} rows, {refused} files refused");
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        byte[] damaged = [.. whole];
        switch (random.Next(4))
        {
            case 0:
                return damaged[..random.Next(damaged.Length)];
            case 1:
                int from = random.Next(damaged.Length), to = random.Next(from, damaged.Length);
                return [.. damaged[..from], .. damaged[to..]];
            default:
                for (int flips = random.Next(1, 6); flips > 0; flips--)
                {
                    damaged[random.Next(damaged.Length)] =
                        random.Next(3) == 0 ? (byte)"\"<>&,;{}[]\0\r\n"[random.Next(13)] : (byte)random.Next(256);
                }

                return damaged;
        }
    }

    private static async Task<byte[]> BytesAsync(string file)
    {
        const string Feed = "id;title\n1;Lampe\n2;\"Tisch; Eiche\"\n";
        switch (file)
        {
            case "zip":
                return PackedFeedTests.Zip(("feed.csv", Feed));
            case "gzip":
                var packed = new MemoryStream();
                using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                {
                    gzip.Write(System.Text.Encoding.UTF8.GetBytes(Feed));
                }

                return packed.ToArray();
            case "array.json":
                return System.Text.Encoding.UTF8.GetBytes("[\n{\"id\":1,\"title\":\"Lamp\",\"tags\":[\"a\",{\"b\":1}]},\n"
                    + "{\"id\":2,\"title\":\"Desk\"},\n{\"id\":3,\"title\":\"Chair\"}\n]\n");
            case "utf16.csv":
                return System.Text.Encoding.Unicode.GetBytes(Feed);
            default:
                return await File.ReadAllBytesAsync(TestPaths.InProject(file.Split('/')));
        }
    }
}
