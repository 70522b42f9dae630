using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing.Reindexing;

/// <summary>
/// Random operations on an index against a dictionary: whatever happened, readers get one complete version, and it is the right one.
/// </summary>
public sealed class ReindexModelTests(ITestOutputHelper output) : IDisposable
{
    private const int Keep = 3, Rounds = 4;

    private const int OfOneIndex = 1_000;

    private readonly ScratchFolder scratch = new();
    private readonly HashingEncoder encoder = new(dimension: 32);

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Random_operations_leave_an_index_as_a_dictionary_says()
    {
        int operations = LongRun.Count(2_000, 200_000), seed = LongRun.Seed();
        output.WriteLine($"{operations:N0} operations, seed {seed} (EPMRL_SEED={seed} repeats them)");
        var done = new SortedDictionary<string, int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, operations / OfOneIndex), async (round, _) =>
        {
            foreach ((string what, int times) in await DoAllAsync(scratch[$"index-{round}"], seed + round))
            {
                lock (done)
                {
                    done[what] = done.GetValueOrDefault(what) + times;
                }
            }

            Directory.Delete(scratch[$"index-{round}"], recursive: true);
        });

        Assert.Equal(9, done.Count);
        output.WriteLine(string.Join(", ", done.Select(pair => $"{pair.Key} {pair.Value:N0}")));
    }

    private async Task<Dictionary<string, int>> DoAllAsync(string folder, int seed)
    {
        var done = new Dictionary<string, int>();
        var random = new Random(seed);
        EditedTaxonomy source = new EditedTaxonomy(seed).EditTo(8);
        using var following = new CurrentIndex(folder);
        string current = (await ReindexAsync(folder, source)).Manifest.TaxonomyVersion;
        for (int operation = 0; operation < OfOneIndex; operation++)
        {
            string what = random.Next(20) switch
            {
                < 5 => "edit",
                < 8 => "reindex",
                < 10 => "reindex while edits arrive",
                < 12 => "interrupted reindex",
                < 13 => "failing reindex",
                < 14 => "rollback",
                < 15 => "prune",
                < 18 => "open and search",
                _ => "search on the index that follows",
            };
            string context = $"seed {seed}, operation {operation}, {what}";
            try
            {
                current = await DoAsync(folder, what, source, random, current, following, context);
            }
            catch (Exception failed) when (failed is not Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException(context, failed);
            }

            done[what] = done.GetValueOrDefault(what) + 1;
        }

        return done;
    }

    // Returns the version of the taxonomy that readers must see afterwards.
    private async Task<string> DoAsync(
        string folder, string what, EditedTaxonomy source, Random random, string current, CurrentIndex following, string context)
    {
        switch (what)
        {
            case "edit":
                source.Edit();
                return current;

            case "reindex":
                Assert.True((await ReindexAsync(folder, source)).Behind is null, context);
                Assert.True(new IndexFolder(folder).Versions().Count <= Keep, context);
                return Seen(folder, source, source.Now.Version, context);

            case "reindex while edits arrive":
            {
                int left = random.Next(Rounds); // fewer than rounds: all of them that came before the swap must be in
                string atSwap = source.Now.Version;
                var files = new FaultyFiles(before: change =>
                {
                    atSwap = change.EndsWith("/current", StringComparison.Ordinal) && change.StartsWith(
                        "rename to ", StringComparison.Ordinal) ? source.Now.Version : atSwap;
                    if (left > 0 && random.Next(25) == 0)
                    {
                        left--;
                        source.Edit();
                    }
                });
                string built = (await ReindexAsync(folder, source, files)).Manifest.TaxonomyVersion;
                Assert.True(
                    NumberOf(built) >= NumberOf(atSwap), $"{context}: {built} is published, {atSwap} was acknowledged before the swap");
                return Seen(folder, source, built, context);
            }

            case "interrupted reindex":
            case "failing reindex":
            {
                source.Edit();
                var files = new FaultyFiles(random.Next(100), what == "failing reindex" ? (Fault)random.Next(2) : Fault.Stop);
                Exception? stopped = await Record.ExceptionAsync(async () => await ReindexAsync(folder, source, files));
                Assert.True(stopped is null or StoppedException or IOException, $"{context}: {stopped}");
                string seen = Seen(folder, source, null, context);
                Assert.True(seen == current || seen == source.Now.Version, $"{context}: {seen} is seen, {current} or {source.Now.Version} "
                    + $"expected");
                Assert.True(stopped is not null || seen == source.Now.Version, context);
                return seen;
            }

            case "rollback":
            {
                IReadOnlyList<IndexVersion> versions = new IndexFolder(folder).Versions();
                IndexVersion to = versions[random.Next(versions.Count)];
                (IndexManifest now, _) = await Reindexer(folder).RollbackAsync(to.Name);
                Assert.True(now.Version == to.Name, context);
                return Seen(folder, source, to.Manifest!.TaxonomyVersion, context);
            }

            case "prune":
                await Reindexer(folder).PruneAsync(random.Next(1, Keep + 1));
                return Seen(folder, source, current, context);

            case "open and search":
                Assert.Empty((await Reindexer(folder).StatusAsync()).Problems);
                return Seen(folder, source, current, context);

            default:
                using (IndexLease lease = await following.AcquireAsync())
                {
                    Assert.True(
                        source.AssertAnswersAsOneVersion(lease.Index, encoder, context) == current,
                        $"{context}: follows {lease.Index.Manifest.TaxonomyVersion}, not {current}");
                }

                return current;
        }
    }

    private static int NumberOf(string version) => int.Parse(version["edit-".Length..], null);

    // A new reader each time: nothing is remembered but what is on the disk.
    private string Seen(string folder, EditedTaxonomy source, string? expected, string context)
    {
        using EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(folder);
        string seen = source.AssertAnswersAsOneVersion(index, encoder, context);
        Assert.True(expected is null || seen == expected, $"{context}: {seen} is seen, {expected} expected");
        return seen;
    }

    private static Reindexer Reindexer(string folder, FaultyFiles? files = null) =>
        new(folder, null, new IndexBuildOptions { Keep = Keep, Rounds = Rounds, BlockSize = 5, Files = files ?? new FaultyFiles() });

    private async Task<IndexBuildResult> ReindexAsync(string folder, EditedTaxonomy source, FaultyFiles? files = null) =>
        await Reindexer(folder, files).RunAsync(source, encoder);
}
