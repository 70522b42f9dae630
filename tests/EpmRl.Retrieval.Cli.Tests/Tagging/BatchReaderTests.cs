using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Tagging;

namespace EpmRl.Retrieval.Cli.Tests.Tagging;

public sealed class BatchReaderTests
{
    [Theory]
    [InlineData("feed.jsonl")]
    [InlineData("feed.csv")]
    public async Task Rows_that_are_long_by_their_other_fields_make_smaller_batches(string name)
    {
        string other = new('x', 1_000_000);
        string rows = name.EndsWith("csv", StringComparison.Ordinal)
            ? "title,other\n" + string.Concat(Enumerable.Repeat($"red shoe,{other}\n", 12))
            : string.Concat(Enumerable.Repeat($"{{\"title\":\"red shoe\",\"other\":\"{other}\"}}\n", 12));
        await using var reader = new ProductReader(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(rows)), name);
        var sizes = new List<int>();
        var batches = new BatchReader(reader, 256, limit: null, error => Assert.Fail(error.ToString()));
        await foreach (ListingBatch batch in batches.ReadAsync(CancellationToken.None))
        {
            sizes.Add(batch.Profiles.Count);
        }

        Assert.Equal([5, 5, 2], sizes);
    }
}
