using System.Security.Cryptography;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing.Reindexing;

public sealed class EmbeddedTargetTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(VectorForm.Float32)]
    [InlineData(VectorForm.Float16)]
    [InlineData(VectorForm.Int8)]
    public async Task Every_form_answers_as_the_plain_way_does(VectorForm form)
    {
        for (int seed = 0; seed < 5; seed++)
        {
            string folder = scratch[$"{form}-{seed}"];
            await new IndexBuilder(folder, new IndexBuildOptions { VectorForm = form }).BuildAsync(
                TestTaxonomies.Random(seed, 15, 10, 20), new HashingEncoder());
            using EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(folder);

            Assert.Empty(await new EmbeddedTarget(folder).VerifyAsync(index));
        }
    }

    [Fact]
    public async Task A_complete_but_wrong_layout_is_found()
    {
        IndexManifest manifest =
            (await new IndexBuilder(scratch["index"]).BuildAsync(TestTaxonomies.Random(4, 15, 10, 20), new HashingEncoder())).Manifest;
        string layoutFile = Path.Combine(scratch["index"], manifest.Version, IndexFiles.Layout),
        manifestFile = Path.Combine(scratch["index"], manifest.Version, IndexFiles.Manifest);
        IndexLayout layout = IndexLayout.Read(File.ReadAllBytes(layoutFile));
        AttributeRange[][] ranges = [.. layout.Categories.Select(category => category.Ranges).Where(one => one.Length > 1)];
        foreach (AttributeRange[] one in ranges)
        {
            one[0] = one[0] with { FirstRow = one[0].FirstRow + 1 }; // every first attribute reads one row too far
        }

        File.WriteAllBytes(layoutFile, layout.ToBytes());
        string json = File.ReadAllText(manifestFile).Replace(
            manifest.Files[IndexFiles.Layout].Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(layoutFile))),
            StringComparison.Ordinal);
        File.WriteAllText(manifestFile, json);
        File.WriteAllText(
            Path.ChangeExtension(manifestFile, ".sha256"),
            $"{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(json)))}  manifest.json\n");
        Assert.Empty(new IndexFolder(scratch["index"]).Verify()); // checksums see nothing
        using EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(scratch["index"]);

        IReadOnlyList<string> problems = await new EmbeddedTarget(scratch["index"]).VerifyAsync(index);

        Assert.Contains(problems, problem => problem.Contains("exact is", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_version_that_readers_see_is_not_removed()
    {
        IndexManifest manifest =
            (await new IndexBuilder(scratch["index"]).BuildAsync(TestTaxonomies.Small(), new HashingEncoder())).Manifest;
        var target = new EmbeddedTarget(scratch["index"]);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await target.RemoveAsync(manifest.Version));
        await target.RemoveAsync("20200101T000000000-00000000"); // not there: nothing to do

        Assert.Equal([manifest.Version], await target.VersionsAsync());
        Assert.Equal(manifest.Version, await target.CurrentAsync());
    }
}
