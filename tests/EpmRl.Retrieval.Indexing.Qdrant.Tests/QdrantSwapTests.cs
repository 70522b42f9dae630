using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

public sealed class QdrantSwapTests(ITestOutputHelper output)
{
    private const int Swaps = 100, Readers = 3, Seed = 7;

    [Fact]
    public async Task Under_100_swaps_with_faults_no_request_fails_and_no_answer_mixes_versions()
    {
        await using TestServer server = await TestServer.StartAnyAsync();
        Assert.SkipWhen(server.At.Rest.Scheme == "https", "The fault proxy does not support TLS.");
        await using FaultProxy proxy = await FaultProxy.StartAsync(server.At.Grpc, isGrpc: true);
        await using var index = new ServedIndex(server);
        var encoder = new HashingEncoder(dimension: 16);
        EmbeddedVectorIndex[] versions = [await Publish(1), await Publish(2)];
        float[] item = encoder.Encode("w1 w2 w3 w40 w41");
        var right = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (EmbeddedVectorIndex version in versions)
        {
            right.Add(version.Manifest.Version, await AnswerAsync(version, item));
        }

        Assert.Equal(2, right.Values.Distinct().Count());
        server.Emulator?.ClearExchanges();
        proxy.Script = FaultScript.Seeded(
            Seed, 0.05, Fault.Delay(TimeSpan.FromMilliseconds(20)), Fault.CutBefore, Fault.CutAfter, Fault.HalfAnswer,
            Fault.Error(500, "no"), Fault.ReadTimeout(), Fault.TooManyRequests(0));
        QdrantOptions options = index.Options with
        {
            Address = proxy.Address, GrpcPort = proxy.Address.Port, Retries = 12, RetryDelay = TimeSpan.FromMilliseconds(1),
            FollowEvery = TimeSpan.FromMilliseconds(5), ReadTimeout = TimeSpan.FromSeconds(30),
        };

        using var stop = new CancellationTokenSource();
        using var current = new CurrentQdrantIndex(options);
        int failed = 0, mixed = 0, answers = 0;
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        Task[] readers = [.. Enumerable.Range(0, Readers).Select(reader => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    // Some keep an index that follows the alias, one opens the index each time: both must see a single version.
                    if (reader == 0)
                    {
                        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(options);
                        await AskAsync(opened);
                    }
                    else
                    {
                        using IndexLease lease = await current.AcquireAsync();
                        await AskAsync(lease.Index);
                    }
                }
                catch (Exception wrong) when (wrong is not Xunit.Sdk.XunitException)
                {
                    Interlocked.Increment(ref failed);
                    output.WriteLine(wrong.ToString());
                }
            }
        }))];
        try
        {
            using var target = new QdrantTarget(options);
            for (int swap = 0; swap < Swaps; swap++)
            {
                string next = versions[swap % 2].Manifest.Version;
                await target.SwapAsync(next);
                Assert.Equal(next, await target.CurrentAsync());
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(readers);
        }

        output.WriteLine(
            $"{Swaps} swaps, {answers} answers ({string.Join(", ", seen.Select(version => $"{version.Value} of {version.Key}"))}), "
                + $"{proxy.Seen.Count} requests " +
            $"of which about 5% met a fault (seed {Seed}): {failed} failed, {mixed} mixed versions");
        Console.WriteLine($"swaps under queries on Qdrant: {Swaps} swaps, {answers} answers, {failed} failed, {mixed} mixed versions");
        Assert.Equal((0, 0), (failed, mixed));
        Assert.Equal(2, seen.Count);

        async Task AskAsync(IVectorIndex asked)
        {
            string version = asked.Manifest.Version;
            string answer = await AnswerAsync(asked, item);
            Interlocked.Increment(ref answers);
            seen.AddOrUpdate(version, 1, (_, count) => count + 1);
            if (answer != right[version] || asked.Manifest.Version != version)
            {
                Interlocked.Increment(ref mixed);
            }
        }

        Task<EmbeddedVectorIndex> Publish(int seed) =>
            index.PublishAsync(TestTaxonomies.Random(seed, categories: 4, attributes: 6, values: 10), encoder);
    }

    private static async Task<string> AnswerAsync(IVectorIndex index, float[] item)
    {
        Category category = index.Taxonomy.Categories.First(
            one => one.Attributes.Any(attribute => attribute.Values.Any(value => value.Status == ValueStatus.Active)));
        IReadOnlyList<AttributeScores> scores = await index.ScoreAsync(item, category.Id, 3);
        IReadOnlyList<ValueHit> hits = await index.SearchAsync(item, ValueFilter.None, 8);
        IReadOnlyList<CategoryScore> categories = await index.ScoreCategoriesAsync(item, 3);
        return string.Join('\n', [
            .. scores.Select(
                one => $"{one.AttributeId} {one.NullScore:0.000} {string.Join(' ', one.Values.Select(value => $"{value.Score:0.000}"))}"),
            .. hits.Select(hit => $"{hit.Score:0.000}"),
            .. categories.Select(one => $"{one.CategoryId} {one.Score:0.000}")]);
    }
}
