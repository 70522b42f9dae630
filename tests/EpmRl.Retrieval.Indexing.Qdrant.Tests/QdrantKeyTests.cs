using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <summary>API keys, and what a reader may do with the read-only one.</summary>
public sealed class QdrantKeyTests : IAsyncLifetime
{
    private FaultyServer faulty = null!;

    public async ValueTask InitializeAsync() => faulty = await FaultyServer.StartAsync();

    public ValueTask DisposeAsync() => faulty.DisposeAsync();

    [Fact]
    public async Task Messages_name_the_wrong_key_and_readers_need_only_the_read_only_one()
    {
        await using TestServer locked = await TestServer.StartAsync(new QdrantEmulatorOptions { ApiKey = "all", ReadOnlyApiKey = "read" });
        await using var keyed = new ServedIndex(locked);
        await keyed.PublishAsync(FaultyServer.Taxonomy, faulty.Encoder);
        QdrantOptions none = keyed.Options with { ApiKey = null, ReadOnlyApiKey = null };

        using QdrantVectorIndex reader = await QdrantVectorIndex.OpenAsync(none with { ReadOnlyApiKey = "read" });
        Assert.Equal(await faulty.AnswerAsync(faulty.Version), await faulty.AnswerAsync(reader));
        Assert.Contains(
            "QDRANT_API_KEY", (await Assert.ThrowsAnyAsync<IndexUnavailableException>(() => QdrantVectorIndex.OpenAsync(none))).Message);
        Assert.Contains("QDRANT_API_KEY", (await Assert.ThrowsAnyAsync<IndexUnavailableException>(
            () => QdrantVectorIndex.OpenAsync(none with { ApiKey = "wrong" }))).Message);
        using EmbeddedVectorIndex next =
            await keyed.BuildAsync(TestTaxonomies.Random(seed: 6, categories: 3, attributes: 4, values: 6), faulty.Encoder);
        using var writer = new QdrantTarget(none with { ReadOnlyApiKey = "read" });
        Assert.Contains(
            "may only read", (await Assert.ThrowsAnyAsync<IndexUnavailableException>(async () => await writer.LoadAsync(next))).Message);
    }

    [Fact]
    public async Task Everything_that_only_reads_goes_with_the_read_only_key()
    {
        await using TestServer locked = await TestServer.StartAsync(new QdrantEmulatorOptions { ApiKey = "all", ReadOnlyApiKey = "read" });
        await using var keyed = new ServedIndex(locked);
        keyed.Options = keyed.Options with { ReadOnlyApiKey = "read" };
        EmbeddedVectorIndex served = await keyed.PublishAsync(FaultyServer.Taxonomy, faulty.Encoder);
        locked.Emulator!.ClearExchanges();

        using var target = new QdrantTarget(keyed.Options);
        Assert.Empty(await target.VerifyAsync(served));
        Assert.Equal([served.Manifest.Version], await target.VersionsAsync());
        var time = new ManualClock(DateTimeOffset.UnixEpoch);
        using var current = new CurrentQdrantIndex(keyed.Options, time: time);
        for (int i = 0; i < 3; i++)
        {
            using IndexLease lease = await current.AcquireAsync();
            await faulty.AnswerAsync(lease.Index);
            time.Advance(TimeSpan.FromHours(1)); // the next one looks where the alias points
        }

        Assert.NotEmpty(locked.Emulator.Exchanges);
        Assert.All(locked.Emulator.Exchanges, exchange =>
            Assert.Equal("<read-only-api-key>", exchange.Request.Headers["api-key"]!.GetValue<string>()));
    }
}
