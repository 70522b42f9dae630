using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing.Reindexing;

public sealed class ReindexerTests : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly HashingEncoder encoder = new();
    private readonly EditedTaxonomy source = new EditedTaxonomy(seed: 5).EditTo(12);

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_finished_reindex_says_so_and_names_what_it_replaced()
    {
        IndexBuildResult first = await RunAsync();
        source.Edit();
        IndexBuildResult second = await RunAsync();

        ReindexStatus status = await Reindexer().StatusAsync();

        Assert.Null(first.Replaced);
        Assert.Equal(first.Manifest.Version, second.Replaced);
        Assert.Equal(ReindexStep.Done, status.Reindex!.Step);
        Assert.Equal(second.Manifest.Version, status.Current);
        Assert.Equal((second.Manifest.Vectors, second.Prompts), (status.Reindex.Vectors, status.Reindex.Prompts));
        Assert.False(status.IsRunning || status.IsInterrupted);
        Assert.Empty(status.Problems);
    }

    [Fact]
    public async Task The_status_of_a_running_reindex_reports_its_step_and_its_owner()
    {
        ReindexStatus? seen = null;
        int batches = 0;
        var watching = new HashingEncoder { OnBatch = _ => seen = ++batches == 2 ? Reindexer().StatusAsync().AsTask().Result : seen };

        await Reindexer(new IndexBuildOptions { BlockSize = 4 }).RunAsync(source, watching);

        Assert.True(seen!.IsRunning);
        Assert.False(seen.IsInterrupted);
        Assert.Equal(ReindexStep.Encode, seen.Reindex!.Step);
        Assert.Contains($"process {Environment.ProcessId} on {Environment.MachineName}", seen.Owner);
        Assert.True(seen.Reindex.Prompts > 0);
        Assert.Null(seen.Current);
    }

    [Fact]
    public async Task An_interrupted_reindex_is_reported_and_the_next_run_encodes_only_the_rest()
    {
        using var cancel = new CancellationTokenSource();
        int batches = 0;
        var interrupted = new HashingEncoder { OnBatch = texts => _ = ++batches == 3 ? Cancel(cancel) : texts.Count };
        var options = new IndexBuildOptions { BlockSize = 4 };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Reindexer(options).RunAsync(source, interrupted, null, cancel.Token));
        ReindexStatus status = await Reindexer().StatusAsync();

        IndexBuildResult result = await Reindexer(options).RunAsync(source, encoder);

        Assert.True(status.IsInterrupted);
        Assert.Equal(ReindexStep.Encode, status.Reindex!.Step);
        Assert.Equal(status.Reindex.Version, result.Manifest.Version); // the same version is resumed
        Assert.Equal(result.Prompts - interrupted.Encoded, encoder.Encoded);
    }

    [Fact]
    public async Task Edits_that_arrive_meanwhile_are_in_what_readers_see_and_encoded_alone()
    {
        int arrived = 0;
        var editing = new HashingEncoder
        {
            OnBatch = _ =>
            {
                if (arrived++ < 2)
                {
                    source.Edit();
                }
            },
        };

        IndexBuildResult result = await Reindexer().RunAsync(source, editing);

        Assert.InRange(result.Rounds, 2, 3);
        Assert.Null(result.Behind);
        Assert.Equal(source.Now.Version, result.Manifest.TaxonomyVersion);
        Assert.InRange(result.Encoded, result.Prompts, result.Prompts + 6); // an edit costs at most two prompts
        // nothing in between remains
        Assert.Equal(result.Manifest.Version, Assert.Single(new IndexFolder(scratch["index"]).Versions()).Name);
    }

    [Fact]
    public async Task Edits_that_arrive_between_the_last_look_and_the_swap_are_taken_up_by_another_round()
    {
        await RunAsync();
        source.Edit();
        string pointer = Path.Combine(scratch["index"], "current");
        bool edited = false;
        var files = new FaultyFiles(before: change =>
        {
            if (!edited && change == "rename to " + pointer)
            {
                edited = true; // the pointer is written and about to be renamed
                source.Edit();
            }
        });

        IndexBuildResult result = await Reindexer(new IndexBuildOptions { Files = files }).RunAsync(source, encoder);

        Assert.True(edited);
        Assert.Equal(2, result.Rounds);
        Assert.Equal(source.Now.Version, result.Manifest.TaxonomyVersion);
    }

    [Fact]
    public async Task A_taxonomy_that_never_rests_is_published_after_the_last_round_and_the_result_says_what_it_is_behind()
    {
        var restless = new RestlessSource(source);

        IndexBuildResult result = await Reindexer(new IndexBuildOptions { Rounds = 3 }).RunAsync(restless, encoder);

        Assert.Equal(3, result.Rounds);
        Assert.Equal(source.Now.Version, result.Behind);
        Assert.NotEqual(source.Now.Version, result.Manifest.TaxonomyVersion);
        Assert.Equal(result.Manifest.Version, new IndexFolder(scratch["index"]).CurrentVersion);
    }

    [Fact]
    public async Task A_folder_that_is_unreadable_while_it_is_edited_does_not_hold_up_what_is_verified()
    {
        var folder = new TaxonomyBreaks(source);

        IndexBuildResult result = await Reindexer().RunAsync(folder, encoder);

        Assert.Equal(source.Now.Version, result.Manifest.TaxonomyVersion);
        Assert.Contains(result.Notes, note => note.Contains("cannot be read as it is now", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_version_with_wrong_answers_is_not_published_and_is_built_again()
    {
        string before = (await RunAsync()).Manifest.Version;
        source.Edit();
        var target = new DoubtingTarget(new EmbeddedTarget(scratch["index"]));

        IndexFormatException refused = await Assert.ThrowsAsync<IndexFormatException>(
            async () => await new Reindexer(scratch["index"], target).RunAsync(source, encoder));
        string after = new IndexFolder(scratch["index"]).CurrentVersion!;
        target.Doubt = null;
        IndexBuildResult result = await new Reindexer(scratch["index"], target).RunAsync(source, encoder);

        Assert.Contains("does not answer as it should", refused.Message);
        Assert.Contains("7 of 8 searches", refused.Message);
        Assert.Equal(before, after);
        Assert.Equal(source.Now.Version, result.Manifest.TaxonomyVersion);
    }

    [Fact]
    public async Task Another_target_is_loaded_with_the_version_that_the_folder_has()
    {
        IndexBuildResult built = await RunAsync();
        var target = new DoubtingTarget(new EmbeddedTarget(scratch["server"])) { Doubt = null, Loads = scratch["index"] };
        long encoded = encoder.Encoded;

        IndexBuildResult moved = await new Reindexer(scratch["index"], target).RunAsync(source, encoder);
        IndexBuildResult again = await new Reindexer(scratch["index"], target).RunAsync(source, encoder);

        Assert.Equal(built.Manifest.Version, moved.Manifest.Version);
        Assert.Equal(built.Manifest.Version, new IndexFolder(scratch["server"]).CurrentVersion);
        Assert.Equal(encoded, encoder.Encoded);
        Assert.Equal(1, target.Loaded);
        Assert.False(again.IsNew);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task So_many_versions_remain_as_are_asked_for(int keep)
    {
        for (int edit = 0; edit < 5; edit++)
        {
            source.Edit();
            await Reindexer(new IndexBuildOptions { Keep = keep }).RunAsync(source, encoder);
        }

        Assert.Equal(keep, new IndexFolder(scratch["index"]).Versions().Count);
    }

    [Fact]
    public async Task Pruning_removes_what_an_interrupted_reindex_left_and_its_state()
    {
        await RunAsync();
        source.Edit();
        var files = new FaultyFiles(before: _ => StopAt(ReindexStep.Verify));
        await Assert.ThrowsAsync<StoppedException>(
            async () => await Reindexer(new IndexBuildOptions { Files = files }).RunAsync(source, encoder));
        Assert.Equal(2, new IndexFolder(scratch["index"]).Versions().Count);

        IReadOnlyList<string> removed = await Reindexer().PruneAsync(keep: 5);

        Assert.Empty(removed); // no version that was ever published
        Assert.Single(new IndexFolder(scratch["index"]).Versions());
        Assert.Null((await Reindexer().StatusAsync()).Reindex);
        Assert.Empty(Directory.EnumerateFiles(scratch["index"], ".staging-*"));
    }

    private void StopAt(ReindexStep step)
    {
        if (ReindexStateFile.Read(scratch["index"])?.Step == step)
        {
            throw new StoppedException(step.ToString());
        }
    }

    private static int Cancel(CancellationTokenSource source)
    {
        source.Cancel();
        return 0;
    }

    private Reindexer Reindexer(IndexBuildOptions? options = null) => new(scratch["index"], null, options);

    private async Task<IndexBuildResult> RunAsync() => await Reindexer().RunAsync(source, encoder);

    // Moves on whenever it is asked.
    private sealed class RestlessSource(EditedTaxonomy source) : ITaxonomySource
    {
        public string Name => source.Name;

        public ValueTask<string> VersionAsync(CancellationToken cancellationToken = default)
        {
            source.Edit();
            return source.VersionAsync(cancellationToken);
        }

        public ValueTask<ProductTaxonomy> LoadAsync(CancellationToken cancellationToken = default) => source.LoadAsync(cancellationToken);
    }

    private sealed class TaxonomyBreaks(EditedTaxonomy source) : ITaxonomySource
    {
        public string Name => source.Name;

        public ValueTask<string> VersionAsync(CancellationToken cancellationToken = default) =>
            throw new TaxonomyFormatException([new FileProblem("categories.yaml", 3, "half a line")]);

        public ValueTask<ProductTaxonomy> LoadAsync(CancellationToken cancellationToken = default) => source.LoadAsync(cancellationToken);
    }
}
