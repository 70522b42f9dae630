using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Tests.Catalog;

/// <summary>What reading holds and allocates. The runtime counts the memory of the process, so these run alone.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class BoundedReadingTests
{
    [Fact]
    public async Task A_row_without_an_end_is_passed_over_in_bounded_memory()
    {
        const long Length = 300L << 20;
        await using var reader = new ProductReader(new EndlessLine(Length), "feed.jsonl");
        var rows = new List<CatalogRow>();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await foreach (CatalogRow row in reader.ReadAsync())
        {
            rows.Add(row);
        }

        Assert.Contains("longer than 1,048,576 bytes", Assert.Single(rows).Error!.Message, StringComparison.Ordinal);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.True(allocated < 32 << 20, $"{allocated:N0} bytes were allocated for a row of {Length:N0}.");
    }

    [Fact]
    public async Task A_large_array_is_read_in_bounded_memory()
    {
        const int Count = 200_000;
        await using var reader = new ProductReader(new Elements(Count), "feed.json");
        long before = Held();
        long most = 0;
        int rows = 0;
        await foreach (CatalogRow row in reader.ReadAsync())
        {
            Assert.NotNull(row.Profile);
            most = ++rows % 20_000 == 0 ? Math.Max(most, Held() - before) : most;
        }

        Assert.Equal(Count, rows);
        Assert.True(most < 64 << 20, $"{most:N0} bytes were held."); // ids are remembered, 32 bytes each
    }

    // What this process holds; a difference of two leaves out what tests before this one keep in static fields.
    private static long Held()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private sealed class EndlessLine(long length) : MemoryStream
    {
        private long left = length;

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = (int)Math.Min(left, buffer.Length);
            buffer.Span[..count].Fill((byte)'x');
            left -= count;
            return ValueTask.FromResult(count);
        }
    }

    // A stream of elements that are made while they are read.
    private sealed class Elements(int count) : MemoryStream
    {
        private int next;

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            string text = next > count
                ? ""
                : next == count
                ? "]"
                : $"{(next == 0 ? "[" : "")}{{\"id\":{next},\"title\":\"Lamp {new string('x', 200)}\"}}{(next == count - 1 ? "" : ",")}\n";
            next++;
            return ValueTask.FromResult(System.Text.Encoding.ASCII.GetBytes(text, buffer.Span));
        }
    }
}
