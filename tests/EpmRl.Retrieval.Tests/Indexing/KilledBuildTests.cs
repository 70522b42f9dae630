using System.Diagnostics;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing;

/// <summary>Builds in other processes, ended by SIGKILL at every step and at random moments, then run again.</summary>
[Trait("Category", "Slow")]
public sealed class KilledBuildTests : IDisposable
{
    private const int OldSeed = 1, NewSeed = 2;
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_build_killed_before_any_step_resumes_to_the_bytes_of_an_undisturbed_one()
    {
        (IndexManifest undisturbed, int prompts) = await BuildUndisturbedAsync();
        await BuildOldAsync("old");
        CopyOld("steps");
        int steps = await KilledBuild.BuildAsync(scratch["steps"], NewSeed, scratch["steps.log"]);
        Assert.InRange(steps, 20, 500);
        int seed = LongRun.Seed();
        IEnumerable<int> sampled = LongRun.Sample(Enumerable.Range(0, steps), stride: 3, seed);
        await Parallel.ForEachAsync(sampled, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (step, _) =>
        {
            string folder = $"step-{step}", log = $"step-{step}.log";
            CopyOld(folder);
            using Process killed = KilledBuild.Start(scratch[folder], NewSeed, scratch[log], step);
            await killed.WaitForExitAsync(CancellationToken.None);
            Assert.NotEqual(0, killed.ExitCode);

            AssertWholeVersion(folder, undisturbed);
            await KilledBuild.BuildAsync(scratch[folder], NewSeed, scratch[log]);
            AssertSame(undisturbed, folder);
            Assert.InRange(File.ReadAllLines(scratch[log]).Length, prompts, prompts + KilledBuild.BlockSize);
            Directory.Delete(scratch[folder], recursive: true);
        });
    }

    [Fact]
    public async Task A_build_killed_at_random_moments_loses_at_most_the_block_it_was_encoding()
    {
        (IndexManifest undisturbed, int prompts) = await BuildUndisturbedAsync();
        int seed = Environment.TickCount;
        var random = new Random(seed);
        int kills = 0;
        await BuildOldAsync("old");
        for (int trial = 0; kills < LongRun.Count(20, 400); trial++)
        {
            Assert.True(trial < 2_000, "the builds end before they are killed");
            string folder = $"random-{trial}", log = $"random-{trial}.log";
            CopyOld(folder);
            int killsHere = 0;
            while (true)
            {
                using Process build = KilledBuild.Start(scratch[folder], NewSeed, scratch[log], pause: 10);
                bool ended = killsHere == 4 || build.WaitForExit(TimeSpan.FromMilliseconds(random.Next(100, 900)));
                if (ended)
                {
                    await build.WaitForExitAsync();
                    Assert.True(build.ExitCode == 0, $"seed {seed}: {await build.StandardError.ReadToEndAsync()}");
                    break;
                }

                build.Kill();
                await build.WaitForExitAsync();
                AssertWholeVersion(folder, undisturbed);
                killsHere++;
            }

            kills += killsHere;
            AssertSame(undisturbed, folder);
            int encoded = File.ReadAllLines(scratch[log]).Length;
            Assert.True(
                encoded >= prompts && encoded <= prompts + (killsHere * KilledBuild.BlockSize),
                $"seed {seed}: {encoded} texts encoded for {prompts} prompts and {killsHere} kills");
        }
    }

    // The prompts that the new taxonomy needs beyond those of the old one.
    private async Task<(IndexManifest Manifest, int Prompts)> BuildUndisturbedAsync()
    {
        await BuildOldAsync("undisturbed");
        IndexBuildResult result = await new IndexBuilder(scratch["undisturbed"])
            .BuildAsync(KilledBuild.Taxonomy(NewSeed), new HashingEncoder());
        return (result.Manifest, (int)result.Encoded);
    }

    private void CopyOld(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(scratch["old"], "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(scratch[folder], Path.GetRelativePath(scratch["old"], file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private async Task BuildOldAsync(string folder) =>
        await new IndexBuilder(scratch[folder]).BuildAsync(KilledBuild.Taxonomy(OldSeed), new HashingEncoder());

    // After any kill, readers get the old version or the new one, complete.
    private void AssertWholeVersion(string folder, IndexManifest undisturbed)
    {
        var index = new IndexFolder(scratch[folder]);
        Assert.Empty(index.Verify());
        using EmbeddedVectorIndex open = EmbeddedVectorIndex.Open(scratch[folder]);
        Assert.Contains(open.Manifest.TaxonomyVersion, new[] { $"seed-{OldSeed}", undisturbed.TaxonomyVersion });
    }

    private void AssertSame(IndexManifest undisturbed, string folder)
    {
        var index = new IndexFolder(scratch[folder]);
        Assert.Empty(index.Verify());
        IndexManifest manifest = index.Versions().Single(version => version.IsCurrent).Manifest!;
        Assert.Equal(undisturbed.Files.OrderBy(file => file.Key), manifest.Files.OrderBy(file => file.Key));
        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch[folder], ".building-*"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch[folder], ".staging-*"));
    }
}
