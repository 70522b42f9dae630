using System.Diagnostics;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing.Reindexing;

/// <summary>Processes that reindex without end, ended by SIGKILL at random moments and inside the swap.</summary>
[Trait("Category", "Slow")]
public sealed class KilledReindexTests(ITestOutputHelper output) : IDisposable
{
    private const int KillsOfOneIndex = 20, SwapEvery = 5;

    private readonly ScratchFolder scratch = new();
    private readonly HashingEncoder encoder = new(dimension: 16);

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_reindex_killed_at_a_random_moment_loses_nothing_acknowledged_and_the_next_ends_right()
    {
        int kills = LongRun.Count(20, 800), seed = LongRun.Seed();
        var killedIn = new SortedDictionary<string, int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, kills / KillsOfOneIndex), async (index, _) =>
        {
            foreach (string place in await KillAsync(index, seed + index))
            {
                lock (killedIn)
                {
                    killedIn[place] = killedIn.GetValueOrDefault(place) + 1;
                }
            }
        });

        string places = string.Join(", ", killedIn.Select(pair => $"{pair.Key} {pair.Value}"));
        Assert.True(killedIn.Count >= 5, $"seed {seed}: all kills fell in {places}");
        Assert.Equal(kills / SwapEvery, killedIn["swap"]);
        output.WriteLine(
            $"{kills} processes killed by SIGKILL while they reindexed, seed {seed}: 0 acknowledged edits lost. Killed in: {places}.");
    }

    // Kills the processes of one index in turn. Returns where each was killed.
    private async Task<List<string>> KillAsync(int index, int seed)
    {
        var places = new List<string>();
        var random = new Random(seed);
        (string folder, string log) = (scratch[$"index-{index}"], scratch[$"acknowledged-{index}.log"]);
        File.WriteAllText(log, "edited edit-8\n");
        EditedTaxonomy source = new EditedTaxonomy(seed).EditTo(8);
        await new Reindexer(folder).RunAsync(source, encoder);
        File.AppendAllText(log, "reindexed edit-8\n");
        for (int kill = 0; kill < KillsOfOneIndex; kill++)
        {
            bool inSwap = kill % SwapEvery == SwapEvery - 1;
            using Process process = KilledReindex.Start(folder, seed, log);
            await WaitAsync(process, inSwap ? "/current" : "", random.Next(inSwap ? 3 : 200)); // a reindex makes about 80 file calls
            process.Kill();
            await process.WaitForExitAsync();

            (int edited, int reindexed) = KilledReindex.ReadLog(log);
            source.EditTo(edited + 1); // an edit may have happened whose acknowledgement was cut
            string context = $"seed {seed}, kill {kill}";
            ReindexStatus status = await new Reindexer(folder).StatusAsync();
            Assert.True(status.Problems.Count == 0, $"{context}: {string.Join('\n', status.Problems)}");
            Assert.False(status.IsRunning, context);
            places.Add(inSwap ? "swap" : status.Reindex is { } state ? state.Step.ToString() : "before the first step");
            Assert.Empty(new IndexFolder(folder).Verify());
            using (EmbeddedVectorIndex served = EmbeddedVectorIndex.Open(folder))
            {
                int seen = int.Parse(source.AssertAnswersAsOneVersion(served, encoder, context)["edit-".Length..], null);
                Assert.True(seen >= reindexed && seen <= edited + 1, $"{context}: edit {seen} is seen; "
                    + $"{reindexed} was published, {edited} acknowledged");
            }

            if (random.Next(4) == 0)
            {
                await AssertResumesAsync(folder, log, seed, edited, context);
            }
        }

        return places;
    }

    // Waits for the file calls of a kind; the process says each before it makes it, so a kill falls just before, in, or just after the
    // call.
    private static async Task WaitAsync(Process process, string kind, int calls)
    {
        while (calls >= 0)
        {
            string? call = await process.StandardOutput.ReadLineAsync();
            if (call is null)
            {
                Assert.Fail(await process.StandardError.ReadToEndAsync());
            }

            calls -= call.EndsWith(kind, StringComparison.Ordinal) ? 1 : 0;
        }
    }

    // What was acknowledged before the kill is there after the next run; what the kill left is gone.
    private async Task AssertResumesAsync(string folder, string log, int seed, int edited, string context)
    {
        EditedTaxonomy acknowledged = new EditedTaxonomy(seed).EditTo(edited);
        IndexBuildResult result =
            await new Reindexer(folder, null, new IndexBuildOptions { Keep = KilledReindex.Keep }).RunAsync(acknowledged, encoder);
        Assert.True(result.Manifest.TaxonomyVersion == $"edit-{edited}", context);
        using EmbeddedVectorIndex served = EmbeddedVectorIndex.Open(folder);
        acknowledged.AssertAnswersAsOneVersion(served, encoder, context);
        Assert.False((await new Reindexer(folder).StatusAsync()).IsInterrupted, context);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder, ".building-*"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder, ".staging-*"));
        Assert.True(new IndexFolder(folder).Versions().Count <= KilledReindex.Keep, context);
        File.AppendAllText(log, $"reindexed edit-{edited}\n");
    }
}
