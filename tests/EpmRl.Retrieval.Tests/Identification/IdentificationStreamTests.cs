using System.Globalization;
using System.Runtime.CompilerServices;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Identification;

public sealed class IdentificationStreamTests : IDisposable
{
    private static readonly AttributeDefinition Color =
        new() { Id = "color", Name = "Color", Values = SmallTaxonomy.Values("Black", "White") };

    private readonly ScratchFolder folder = new();
    private int read;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Results_come_in_order_whatever_the_size_of_a_batch()
    {
        using EmbeddedVectorIndex index = await IndexAsync();
        var identifier = new AttributeIdentifier(index, new HashingEncoder());
        foreach (int size in new[] { 1, 3, 100 })
        {
            List<TagResult> results = await identifier.IdentifyAsync(Listings(10), size, TestContext.Current.CancellationToken)
                .ToListAsync(TestContext.Current.CancellationToken);

            Assert.Equal(Enumerable.Range(0, 10).Select(Id), results.Select(result => result.ListingId));
            Assert.All(results, result => Assert.Equal("Black", Assert.Single(Assert.Single(result.Attributes).Values).Label));
        }
    }

    [Fact]
    public async Task Reading_runs_a_few_batches_ahead_of_the_caller_and_no_further()
    {
        using EmbeddedVectorIndex index = await IndexAsync();
        int taken = 0, ahead = 0;
        await foreach (TagResult _ in new AttributeIdentifier(index, new HashingEncoder())
            .IdentifyAsync(Listings(40), 1, TestContext.Current.CancellationToken))
        {
            await Task.Delay(taken < 3 ? 200 : 0, TestContext.Current.CancellationToken); // time enough for the stages before to run away
            ahead = Math.Max(ahead, Volatile.Read(ref read) - taken);
            taken++;
        }

        Assert.Equal(40, taken);
        Assert.InRange(ahead, 2, 7);
    }

    [Fact]
    public async Task A_source_that_fails_gives_the_results_before_it_and_its_own_failure()
    {
        using EmbeddedVectorIndex index = await IndexAsync();
        var results = new List<TagResult>();
        var fault = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (TagResult result in new AttributeIdentifier(index, new HashingEncoder())
                .IdentifyAsync(Listings(5, failAt: 3), 1))
            {
                results.Add(result);
            }
        });

        Assert.Equal("the feed is cut", fault.Message);
        Assert.Equal(3, results.Count);
    }

    [Fact]
    public async Task A_caller_that_leaves_early_stops_the_reading()
    {
        using EmbeddedVectorIndex index = await IndexAsync();
        await foreach (TagResult _ in new AttributeIdentifier(index, new HashingEncoder())
            .IdentifyAsync(Listings(int.MaxValue), 1, TestContext.Current.CancellationToken))
        {
            break;
        }

        int then = read;
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(then, read);
    }

    private async Task<EmbeddedVectorIndex> IndexAsync()
    {
        await new IndexBuilder(folder["index"]).BuildAsync(SmallTaxonomy.Of(Color), new HashingEncoder());
        return EmbeddedVectorIndex.Open(folder["index"]);
    }

    private async IAsyncEnumerable<ProductProfile> Listings(
        int count, int failAt = -1, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            if (i == failAt)
            {
                throw new InvalidDataException("the feed is cut");
            }

            Interlocked.Increment(ref read);
            yield return new ProductProfile { Id = Id(i), Title = $"Black shirt {i}", Category = "Things" };
        }
    }

    private static string Id(int number) => number.ToString(CultureInfo.InvariantCulture);
}
