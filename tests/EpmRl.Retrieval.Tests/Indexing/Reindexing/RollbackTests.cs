using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing.Reindexing;

public sealed class RollbackTests : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly HashingEncoder encoder = new();
    private readonly EditedTaxonomy source = new EditedTaxonomy(seed: 8).EditTo(10);

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_rollback_goes_to_the_version_that_was_replaced_and_encodes_nothing()
    {
        string first = await ReindexAsync(), second = await EditAndReindexAsync();
        long encoded = encoder.Encoded;

        (IndexManifest now, string? before) = await Reindexer().RollbackAsync();

        Assert.Equal((first, second), (now.Version, before));
        Assert.Equal(first, new IndexFolder(scratch["index"]).CurrentVersion);
        Assert.Equal(encoded, encoder.Encoded);
        using EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(scratch["index"]);
        source.AssertAnswersAsOneVersion(index, encoder, "rolled back");
    }

    [Fact]
    public async Task A_rollback_follows_what_was_replaced_not_the_age_of_versions()
    {
        string first = await ReindexAsync();
        var early = new EditedTaxonomy(seed: 8).EditTo(10);
        string second = await EditAndReindexAsync();
        Assert.Equal(first, (await Reindexer().RunAsync(early, encoder)).Manifest.Version); // the older one is published again

        (IndexManifest now, _) = await Reindexer().RollbackAsync();

        Assert.Equal(second, now.Version);
    }

    [Fact]
    public async Task A_named_version_can_be_gone_to_and_forward_again()
    {
        string first = await ReindexAsync(), second = await EditAndReindexAsync(), third = await EditAndReindexAsync();

        Assert.Equal(first, (await Reindexer().RollbackAsync(first)).Now.Version);
        Assert.Equal(third, (await Reindexer().RollbackAsync(third)).Now.Version);
        Assert.Equal(second, (await Reindexer().RollbackAsync()).Now.Version);
        Assert.Equal(first, (await Reindexer().RollbackAsync()).Now.Version);
        Assert.Contains("holds no version older", (await RefusedAsync(null)).Message);
        Assert.Contains($"only {first}, {second}, {third}", (await RefusedAsync("20200101T000000000-00000000")).Message);
        Assert.Contains("holds no version '../elsewhere'", (await RefusedAsync("../elsewhere")).Message);
    }

    [Theory]
    [InlineData(IndexFiles.Vectors)]
    [InlineData(IndexFiles.Manifest)]
    [InlineData(IndexFiles.Keys)]
    public async Task A_damaged_version_is_refused_naming_the_file_and_readers_stay(string name)
    {
        string first = await ReindexAsync(), second = await EditAndReindexAsync();
        Flipped.OneBitOf(Path.Combine(scratch["index"], first, name), seed: 1);

        IndexFormatException refused = await RefusedAsync(null);

        Assert.Contains($"{first} cannot be rolled back to; readers stay with {second}", refused.Message);
        Assert.Contains(name, refused.Message);
        Assert.Equal(second, new IndexFolder(scratch["index"]).CurrentVersion);
    }

    [Fact]
    public async Task A_rollback_leaves_the_newer_version_to_be_published_again_by_the_next_reindex()
    {
        await ReindexAsync();
        string second = await EditAndReindexAsync();
        await Reindexer().RollbackAsync();

        IndexBuildResult again = await Reindexer().RunAsync(source, encoder);

        Assert.Equal((second, false), (again.Manifest.Version, again.IsNew));
    }

    private Reindexer Reindexer() => new(scratch["index"], null, new IndexBuildOptions { Keep = 3 });

    private async Task<string> ReindexAsync() => (await Reindexer().RunAsync(source, encoder)).Manifest.Version;

    private async Task<string> EditAndReindexAsync()
    {
        source.Edit();
        return await ReindexAsync();
    }

    private async Task<IndexFormatException> RefusedAsync(string? version) =>
        await Assert.ThrowsAsync<IndexFormatException>(async () => await Reindexer().RollbackAsync(version));
}
