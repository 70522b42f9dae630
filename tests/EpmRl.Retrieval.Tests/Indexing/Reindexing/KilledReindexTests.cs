using System.Diagnostics;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing.Reindexing;

/// <summary>Processes that reindex without end, ended by SIGKILL at random moments.</summary>
[Trait("Category", "Slow")]
public sealed class KilledReindexTests(ITestOutputHelper output) : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly HashingEncoder encoder = new(dimension: 16);

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_reindex_killed_at_a_random_moment_loses_nothing_acknowledged_and_the_next_ends_right()
    {
        int kills = LongRun.Times(40), seed = LongRun.Seed(), lost = 0;
        var random = new Random(seed);
        var killedIn = new SortedDictionary<string, int>();
        (string folder, string log) = (scratch["index"], scratch["acknowledged.log"]);
        File.WriteAllText(log, "edited edit-8\n");
        EditedTaxonomy source = new EditedTaxonomy(seed).EditTo(8);
        await new Reindexer(folder).RunAsync(source, encoder);
        File.AppendAllText(log, "reindexed edit-8\n");
        for (int kill = 0; kill < kills; kill++)
        {
            using Process process = KilledReindex.Start(folder, seed, log);
            for (int calls = random.Next(200); calls >= 0; calls--) // a reindex makes about 80 file calls
            {
                if (await process.StandardOutput.ReadLineAsync() is null)
                {
                    Assert.Fail(await process.StandardError.ReadToEndAsync());
                }
            }

            process.Kill();
            await process.WaitForExitAsync();

            (int edited, int reindexed) = KilledReindex.ReadLog(log);
            source.EditTo(edited + 1); // an edit may have happened whose acknowledgement was cut
            string context = $"seed {seed}, kill {kill}";
            ReindexStatus status = await new Reindexer(folder).StatusAsync();
            Assert.True(status.Problems.Count == 0, $"{context}: {string.Join('\n', status.Problems)}");
            Assert.False(status.IsRunning, context);
            string step = status.Reindex is { } state ? state.Step.ToString() : "before the first step";
            killedIn[step] = killedIn.GetValueOrDefault(step) + 1;
            Assert.Empty(new IndexFolder(folder).Verify());
            using (EmbeddedVectorIndex served = EmbeddedVectorIndex.Open(folder))
            {
                int seen = int.Parse(source.AssertAnswersAsOneVersion(served, encoder, context)["edit-".Length..], null);
                lost += seen < reindexed ? 1 : 0;
                Assert.True(seen >= reindexed && seen <= edited + 1, $"{context}: edit {seen} is seen; {reindexed} was published, {edited} acknowledged");
            }

            if (random.Next(4) == 0)
            {
                await AssertResumesAsync(folder, log, seed, edited, context);
            }
        }

        Assert.True(killedIn.Count >= 4, $"seed {seed}: all kills fell in {string.Join(", ", killedIn.Keys)}");
        output.WriteLine($"{kills} processes killed by SIGKILL while they reindexed, seed {seed}: {lost} acknowledged edits lost. Killed in: {string.Join(", ", killedIn.Select(pair => $"{pair.Key} {pair.Value}"))}.");
    }

    // What was acknowledged before the kill is there after the next run; what the kill left is gone.
    private async Task AssertResumesAsync(string folder, string log, int seed, int edited, string context)
    {
        EditedTaxonomy acknowledged = new EditedTaxonomy(seed).EditTo(edited);
        IndexBuildResult result = await new Reindexer(folder, null, new IndexBuildOptions { Keep = KilledReindex.Keep }).RunAsync(acknowledged, encoder);
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
