using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Search;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace EpmRl.Retrieval.Tests.Indexing;

public sealed class CurrentIndexTests(ITestOutputHelper output) : IDisposable
{
    private const int Versions = 8;

    private readonly ScratchFolder scratch = new();
    private readonly HashingEncoder encoder = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_lease_keeps_its_version_and_the_next_one_sees_the_swap()
    {
        await BuildAsync(0);
        using var current = new CurrentIndex(scratch["index"]);
        IndexLease before = await current.AcquireAsync();

        await BuildAsync(1, keep: 1);

        using IndexLease after = await current.AcquireAsync();
        Assert.Equal(("marker-0", "marker-1"), (before.Index.Manifest.TaxonomyVersion, after.Index.Manifest.TaxonomyVersion));
        Assert.Equal("marker0", await FirstAsync(before.Index, "marker0")); // its files are gone from the folder, it answers on
        IVectorIndex old = before.Index;
        before.Dispose();
        Assert.Throws<ObjectDisposedException>(() => before.Index);
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(async () => await FirstAsync(old, "marker0")); // closed with its last lease
        Assert.Equal("marker1", await FirstAsync(after.Index, "marker1"));
    }

    [Fact]
    public async Task A_version_that_cannot_be_opened_does_not_take_the_place_of_one_that_answers()
    {
        await BuildAsync(0);
        using var current = new CurrentIndex(scratch["index"]);
        (await current.AcquireAsync()).Dispose();
        string version = (await BuildAsync(1)).Manifest.Version;
        File.Delete(Path.Combine(scratch["index"], version, IndexFiles.Layout));

        using (IndexLease lease = await current.AcquireAsync())
        {
            Assert.Equal("marker-0", lease.Index.Manifest.TaxonomyVersion);
            Assert.Contains("layout.bin is missing", current.Problem);
        }

        await BuildAsync(2);
        using IndexLease repaired = await current.AcquireAsync();
        Assert.Equal("marker-2", repaired.Index.Manifest.TaxonomyVersion);
        Assert.Null(current.Problem);
    }

    [Fact]
    public async Task A_version_of_another_encoder_is_not_served_in_place_of_one_that_fits()
    {
        await BuildAsync(0);
        using var current = new CurrentIndex(scratch["index"], encoder.Space);
        (await current.AcquireAsync()).Dispose();
        await new IndexBuilder(scratch["index"]).BuildAsync(Marked(1), new HashingEncoder(precision: "int8"));

        using IndexLease lease = await current.AcquireAsync();

        Assert.Equal("marker-0", lease.Index.Manifest.TaxonomyVersion);
        Assert.Contains("was built with 'hashing' int8", current.Problem);
        using var fresh = new CurrentIndex(scratch["index"], encoder.Space);
        await Assert.ThrowsAsync<SpaceMismatchException>(async () => await fresh.AcquireAsync());
    }

    [Fact]
    public async Task A_folder_without_an_index_is_reported()
    {
        using var current = new CurrentIndex(scratch["nothing"]);
        Assert.Contains(
            "holds no index", (await Assert.ThrowsAsync<IndexFormatException>(async () => await current.AcquireAsync())).Message);
    }

    [Fact]
    public async Task Constant_queries_during_100_swaps_fail_never_and_never_mix_versions()
    {
        const int Swaps = 100, Askers = 4;
        await BuildAsync(0);
        await using ServiceProvider services = new ServiceCollection()
            .AddEpmRlRetrieval()
            .AddEmbeddedIndex(scratch["index"])
            .Services.AddSingleton<ITextEncoder>(encoder)
            .BuildServiceProvider(validateScopes: true);
        IIndexProvider indexes = services.GetRequiredService<IIndexProvider>();
        ValueSearch search = services.GetRequiredService<ValueSearch>();
        float[][] markers = [.. Enumerable.Range(0, Versions).Select(version =>
            encoder.Encode(encoder.Space.Prompts.ForValue("Shelf", "Mark", $"marker{version}")))];
        using var stop = new CancellationTokenSource();
        int failed = 0, mixed = 0;
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        Task<int>[] askers = [.. Enumerable.Range(0, Askers).Select(_ => Task.Run(async () =>
        {
            int answers = 0;
            for (; !stop.IsCancellationRequested; answers++)
            {
                try
                {
                    using IndexLease lease = await indexes.AcquireAsync();
                    if (!await IsOneVersionAsync(lease.Index, search, markers))
                    {
                        Interlocked.Increment(ref mixed);
                    }

                    seen.AddOrUpdate(lease.Index.Manifest.Version, 1, (_, count) => count + 1);
                }
                catch (Exception)
                {
                    Interlocked.Increment(ref failed);
                }
            }

            return answers;
        }))];
        for (int swap = 1; swap <= Swaps; swap++)
        {
            string published = (await BuildAsync(swap % Versions, keep: 1 + (swap % 2))).Manifest.Version;
            await WaitForAsync(() => seen.ContainsKey(published) || failed > 0);
        }

        await stop.CancelAsync();
        int asked = (await Task.WhenAll(askers)).Sum();

        output.WriteLine($"{asked:N0} requests by {Askers} threads during {Swaps} swaps, {seen.Count} versions seen: {failed} failed, "
            + $"{mixed} mixed versions.");
        Assert.Equal((0, 0), (failed, mixed));
        Assert.True(asked > Swaps && seen.Count > Swaps / 4);
    }

    // The version's own marker must come back from every call of the lease, by spelling and by vectors. The search leases a version of its
    // own, which a swap may have made a newer one; it says which.
    private static async Task<bool> IsOneVersionAsync(IVectorIndex index, ValueSearch search, float[][] markers)
    {
        string version = index.Manifest.TaxonomyVersion["marker-".Length..];
        float[] query = markers[int.Parse(version, null)];
        AttributeScores scored = (await index.ScoreAsync(query, "shelf", 1))[0];
        ValueHit found = (await index.SearchAsync(query, ValueFilter.None, 1))[0];
        ValueSearchPage spelled = await search.SearchAsync($"marker{version}");
        await Task.Delay(1); // time for a swap in the middle of a request
        AttributeScores again = (await index.ScoreAsync(query, "shelf", 1))[0];
        return scored.Values[0] is { ValueId: "marked", Score: > 0.99f }
            && found is { ValueId: "marked", Score: > 0.99f }
            && (spelled.Version != index.Manifest.Version || spelled.Hits[0] is { ValueId: "marked", Match: ValueMatch.Exact })
            && again.Values[0] == scored.Values[0]
            && index.Taxonomy.Version == index.Manifest.TaxonomyVersion;
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        for (int waited = 0; !condition() && waited < 2_000; waited++)
        {
            await Task.Delay(1);
        }
    }

    private static ProductTaxonomy Marked(int version)
    {
        var mark = new AttributeDefinition
        {
            Id = "mark",
            Name = "Mark",
            Values = [new TaxonomyValue { Id = "marked", Label = $"marker{version}" }, new TaxonomyValue { Id = "plain", Label = "plain" }],
        };
        return new ProductTaxonomy(
            "marked", $"marker-{version}", [new Category { Id = "shelf", Name = "Shelf", Path = "Shelf", Attributes = [mark] }], [mark]);
    }

    private async Task<string> FirstAsync(IVectorIndex index, string label)
    {
        ValueHit hit =
            (await index.SearchAsync(encoder.Encode(encoder.Space.Prompts.ForValue("Shelf", "Mark", label)), ValueFilter.None, 1))[0];
        return index.Taxonomy.Attributes[0].Values.Single(value => value.Id == hit.ValueId).Label;
    }

    private async Task<IndexBuildResult> BuildAsync(int version, int keep = 2) =>
        await new Reindexer(scratch["index"], null, new IndexBuildOptions { Keep = keep, Files = new Reindexing.FaultyFiles() })
            .RunAsync(new FixedTaxonomy(Marked(version)), encoder);
}
