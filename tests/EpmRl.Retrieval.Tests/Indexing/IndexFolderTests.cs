using System.Security.Cryptography;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing;

public sealed class IndexFolderTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    public static TheoryData<string> Files => [.. IndexFiles.Listed, IndexFiles.Manifest, IndexFiles.ManifestHash];

    [Fact]
    public async Task A_complete_index_verifies()
    {
        await BuildAsync(1);
        Assert.Empty(new IndexFolder(scratch["index"]).Verify());
    }

    [Fact]
    public async Task An_index_with_an_older_wording_of_its_values_opens_and_is_built_again()
    {
        IndexBuildResult first = await BuildAsync(1);
        string manifest = await FileOfBuildAsync(IndexFiles.Manifest);
        Rewrite(manifest, text => text.Replace($"  \"wording\": {first.Manifest.Wording},\n", "", StringComparison.Ordinal));

        Assert.Equal(1, EmbeddedVectorIndex.Open(scratch["index"]).Manifest.Wording);
        IndexBuildResult second = await BuildAsync(1);

        Assert.True(second.IsNew);
        Assert.NotEqual(first.Manifest.Version, second.Manifest.Version);
        Assert.Equal(first.Manifest.Wording, second.Manifest.Wording);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Verify_names_the_file_of_which_any_byte_changed(string name)
    {
        string file = await FileOfBuildAsync(name);
        byte[] good = File.ReadAllBytes(file);
        var random = new Random(5);
        for (int trial = 0; trial < 20; trial++)
        {
            byte[] bad = [.. good];
            bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(file, bad);

            string problem = Assert.Single(new IndexFolder(scratch["index"]).Verify());

            // A changed hash file is noticed at the manifest that it is the hash of.
            Assert.Contains(name == IndexFiles.ManifestHash ? IndexFiles.Manifest : name, problem);
            Assert.Contains("Build the index again.", problem);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Open_refuses_a_file_that_is_cut_longer_missing_or_of_another_index(string name)
    {
        string file = await FileOfBuildAsync(name);
        byte[] good = File.ReadAllBytes(file);
        await new IndexBuilder(scratch["other"]).BuildAsync(KilledBuild.Taxonomy(77), new HashingEncoder());
        string other = Path.Combine(scratch["other"], new IndexFolder(scratch["other"]).CurrentVersion!, name);

        foreach (byte[] bad in new[] { good[..^1], [], [.. good, 0], File.ReadAllBytes(other) })
        {
            File.WriteAllBytes(file, bad);
            AssertRefused(name);
        }

        File.Delete(file);
        AssertRefused(name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../other\n")]
    [InlineData("one\ntwo\n")]
    public async Task Open_refuses_a_pointer_that_names_no_version(string text)
    {
        await BuildAsync(1);
        File.WriteAllText(Path.Combine(scratch["index"], "current"), text);

        Assert.Contains(
            "current is damaged", Assert.Throws<IndexFormatException>(() => EmbeddedVectorIndex.Open(scratch["index"])).Message);
        Assert.False((await BuildAsync(1)).IsNew); // a build finds the complete version and fixes the pointer
        EmbeddedVectorIndex.Open(scratch["index"]).Dispose();
    }

    [Fact]
    public void Open_says_so_when_there_is_no_index()
    {
        Assert.Contains("holds no index", Assert.Throws<IndexFormatException>(() => EmbeddedVectorIndex.Open(scratch["nothing"])).Message);
        Assert.Throws<IndexFormatException>(() => new IndexFolder(scratch["nothing"]).Verify());
        Assert.Empty(new IndexFolder(scratch["nothing"]).Versions());
    }

    [Fact]
    public async Task Another_format_is_refused_naming_both()
    {
        string file = await FileOfBuildAsync(IndexFiles.Manifest);
        Rewrite(file, text => text.Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal));

        string message = Assert.Throws<IndexFormatException>(() => EmbeddedVectorIndex.Open(scratch["index"])).Message;

        Assert.Contains("has format 2, this program reads format 1", message);
    }

    [Fact]
    public async Task A_manifest_of_any_content_is_refused_or_read_never_more()
    {
        string file = await FileOfBuildAsync(IndexFiles.Manifest);
        string good = File.ReadAllText(file);
        var random = new Random(9);
        int refused = 0;
        for (int trial = 0; trial < 400; trial++)
        {
            char[] bad = good.ToCharArray();
            for (int change = 0; change <= trial % 3; change++)
            {
                bad[random.Next(bad.Length)] = "0129{}[]\",:-nulE"[random.Next(16)];
            }

            Rewrite(file, _ => new string(bad)); // with a right hash, so that the content itself is read
            try
            {
                EmbeddedVectorIndex.Open(scratch["index"]).Dispose();
            }
            catch (IndexFormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 200, 400);
    }

    [Fact]
    public async Task A_layout_of_any_content_is_refused_or_read_never_more()
    {
        string file = await FileOfBuildAsync(IndexFiles.Layout);
        byte[] good = File.ReadAllBytes(file);
        var random = new Random(10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] bad = [.. good];
            int at = 8 + (4 * random.Next((bad.Length - 8) / 4));
            BitConverter.TryWriteBytes(bad.AsSpan(at), trial % 2 == 0 ? random.Next() : random.Next(-5, 60));
            try
            {
                IndexLayout layout = IndexLayout.Read(bad);
                Assert.All(layout.Categories, category => Assert.All(category.Ranges, range =>
                    Assert.True(range.FirstRow + layout.ValueOfRow[range.Attribute].Length < layout.Rows)));
            }
            catch (InvalidDataException)
            {
            }
        }

        Assert.True((GC.GetAllocatedBytesForCurrentThread() - before) / 2000 < 100 * good.Length);
    }

    [Fact]
    public async Task A_build_replaces_a_damaged_version_and_takes_nothing_from_it()
    {
        string file = await FileOfBuildAsync(IndexFiles.Vectors);
        byte[] bad = File.ReadAllBytes(file);
        bad[^1] ^= 1;
        File.WriteAllBytes(file, bad);

        IndexBuildResult result = await BuildAsync(1);

        Assert.True(result.IsNew);
        Assert.Equal(result.Prompts, result.Encoded);
        Assert.Empty(new IndexFolder(scratch["index"]).Verify());
    }

    [Fact]
    public async Task Versions_are_listed_oldest_first_and_pruned_to_the_newest()
    {
        foreach (int seed in new[] { 1, 2, 3, 4 })
        {
            await BuildAsync(seed, keep: 10);
        }

        var index = new IndexFolder(scratch["index"]);
        string[] names = [.. index.Versions().Select(version => version.Name)];
        Assert.Equal(["seed-1", "seed-2", "seed-3", "seed-4"], index.Versions().Select(version => version.Manifest!.TaxonomyVersion));
        Assert.Equal([names[3]], index.Versions().Where(version => version.IsCurrent).Select(version => version.Name));

        Assert.Equal(names[..2], await new Reindexer(scratch["index"]).PruneAsync(keep: 2));
        Assert.Equal(names[2..], index.Versions().Select(version => version.Name));
        Assert.Empty(index.Verify());
    }

    [Fact]
    public async Task Pruning_never_removes_the_version_that_readers_open()
    {
        IndexBuildResult first = await BuildAsync(1, keep: 10);
        await BuildAsync(2, keep: 10);
        await BuildAsync(1, keep: 10); // back to the older one

        Assert.Single(await new Reindexer(scratch["index"]).PruneAsync(keep: 1));
        Assert.Equal(first.Manifest.Version, Assert.Single(new IndexFolder(scratch["index"]).Versions()).Name);
    }

    [Fact]
    public async Task An_open_index_answers_on_while_its_version_is_pruned_and_refuses_after_dispose()
    {
        await BuildAsync(1);
        EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(scratch["index"]);
        float[] query = new HashingEncoder().Encode("w1");
        IReadOnlyList<ValueHit> before = await index.SearchAsync(query, ValueFilter.None, 5);

        await BuildAsync(2, keep: 1);

        Assert.Equal(before, await index.SearchAsync(query, ValueFilter.None, 5));
        index.Dispose();
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(async () => await index.SearchAsync(query, ValueFilter.None, 5));
    }

    [Fact]
    public async Task A_truncated_or_damaged_staging_file_gives_only_complete_blocks()
    {
        ProductTaxonomy taxonomy = KilledBuild.Taxonomy(1);
        using var cancel = new CancellationTokenSource();
        int batches = 0;
        var encoder = new HashingEncoder
        {
            OnBatch = _ =>
            {
                if (++batches == 5)
                {
                    cancel.Cancel(); // at once: a timer may fire only after the build has ended
                }
            },
        };
        await Record.ExceptionAsync(async () => await new IndexBuilder(scratch["index"], new IndexBuildOptions { BlockSize = 20 })
            .BuildAsync(taxonomy, encoder, null, cancel.Token));
        string staging = Assert.Single(Directory.GetFiles(scratch["index"], ".staging-*"));
        byte[] good = File.ReadAllBytes(staging);
        IndexBuildResult whole = await new IndexBuilder(scratch["whole"]).BuildAsync(taxonomy, new HashingEncoder());
        var random = new Random(3);
        for (int trial = 0; trial < 30; trial++)
        {
            byte[] bad = [.. good[..random.Next(good.Length + 1)]];
            if (bad.Length > 0 && trial % 2 == 0)
            {
                bad[random.Next(bad.Length)] ^= 0x10;
            }

            string folder = scratch[$"trial-{trial}"];
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(staging)), bad);
            IndexBuildResult result = await new IndexBuilder(folder).BuildAsync(taxonomy, new HashingEncoder());
            Assert.Equal(whole.Manifest.Files.OrderBy(file => file.Key), result.Manifest.Files.OrderBy(file => file.Key));
        }
    }

    private static void Rewrite(string manifest, Func<string, string> change)
    {
        string text = change(File.ReadAllText(manifest));
        File.WriteAllText(manifest, text);
        File.WriteAllText(
            Path.ChangeExtension(manifest, ".sha256"),
            $"{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))}  manifest.json\n");
    }

    private async Task<IndexBuildResult> BuildAsync(int seed, int keep = 2) => await new IndexBuilder(
        scratch["index"], new IndexBuildOptions { Keep = keep }).BuildAsync(KilledBuild.Taxonomy(seed), new HashingEncoder());

    private async Task<string> FileOfBuildAsync(string name) =>
        Path.Combine(scratch["index"], (await BuildAsync(1)).Manifest.Version, name);

    private void AssertRefused(string name)
    {
        string message = Assert.Throws<IndexFormatException>(() => EmbeddedVectorIndex.Open(scratch["index"])).Message;
        Assert.Contains(
            name == IndexFiles.ManifestHash && !message.Contains(name, StringComparison.Ordinal) ? IndexFiles.Manifest : name, message);
    }
}
