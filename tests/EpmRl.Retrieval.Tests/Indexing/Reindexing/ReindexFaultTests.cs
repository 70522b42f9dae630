using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing.Reindexing;

/// <summary>Every file call of a reindex goes wrong once; every file of an index is damaged.</summary>
public sealed class ReindexFaultTests(ITestOutputHelper output) : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly HashingEncoder encoder = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(nameof(Fault.Fail))]
    [InlineData(nameof(Fault.ShortWrite))]
    [InlineData(nameof(Fault.Stop))]
    public async Task Whichever_file_call_goes_wrong_the_old_version_is_served_and_the_next_run_ends_right(string kind)
    {
        Fault fault = Enum.Parse<Fault>(kind);
        int tried = 0, steps = 0;
        for (int at = 0; ; at++)
        {
            string folder = scratch[$"index-{at}"];
            EditedTaxonomy source = new EditedTaxonomy(seed: 3).EditTo(12);
            IndexBuildResult old = await new Reindexer(folder, null, Quick).RunAsync(source, encoder);
            source.Edit();
            var files = new FaultyFiles(at, fault);

            Exception? failed = await Record.ExceptionAsync(
                async () => await new Reindexer(folder, null, Quick with { Files = files, BlockSize = 2 }).RunAsync(source, encoder));

            if (files.Hit is null)
            {
                Assert.Null(failed);
                steps = files.Calls;
                break;
            }

            tried++;
            Assert.IsType(fault == Fault.Stop ? typeof(StoppedException) : typeof(IOException), failed);
            Assert.Contains(files.Hit, failed!.Message); // a clear error: the call and the file
            Assert.Empty(new IndexFolder(folder).Verify());
            using (EmbeddedVectorIndex served = EmbeddedVectorIndex.Open(folder))
            {
                string seen = source.AssertAnswersAsOneVersion(served, encoder, files.Hit);
                Assert.True(served.Manifest.Version == old.Manifest.Version || seen == source.Now.Version, files.Hit);
            }

            await AssertNextRunEndsRightAsync(folder, source, files.Hit);
            Directory.Delete(folder, recursive: true);
        }

        output.WriteLine($"{fault}: {tried} of {steps} file calls of a reindex went wrong, one at a time; "
            + $"each left one whole version, and the next run ended right.");
        Assert.InRange(tried, 40, 500);
    }

    [Fact]
    public async Task A_changed_bit_of_the_state_is_named_and_the_next_run_ends_right()
    {
        EditedTaxonomy source = new EditedTaxonomy(seed: 3).EditTo(12);
        await StopAsync(source, ReindexStep.Load);
        string file = Path.Combine(scratch["index"], IndexFiles.Reindex);
        byte[] good = File.ReadAllBytes(file);
        for (int trial = 0; trial < 200; trial++)
        {
            Flipped.OneBitOf(file, trial);
            Assert.Contains(
                $"{file} is damaged", Assert.Throws<IndexFormatException>(() => ReindexStateFile.Read(scratch["index"])).Message);
            Assert.Contains(
                (await new Reindexer(scratch["index"]).StatusAsync()).Problems, problem =>
                    problem.Contains(file, StringComparison.Ordinal));
            File.WriteAllBytes(file, good);
        }

        Flipped.OneBitOf(file, 1);
        IndexBuildResult result = await new Reindexer(scratch["index"], null, Quick).RunAsync(source, encoder);

        Assert.Contains(result.Notes, note => note.Contains($"{file} is damaged", StringComparison.Ordinal));
        Assert.Equal(source.Now.Version, result.Manifest.TaxonomyVersion);
        Assert.Empty((await new Reindexer(scratch["index"]).StatusAsync()).Problems);
    }

    [Fact]
    public async Task A_changed_bit_of_the_pointer_is_reported_and_the_next_run_fixes_it()
    {
        EditedTaxonomy source = new EditedTaxonomy(seed: 3).EditTo(12);
        var reindexer = new Reindexer(scratch["index"], null, Quick);
        await reindexer.RunAsync(source, encoder);
        string file = Path.Combine(scratch["index"], IndexFiles.Current);
        byte[] good = File.ReadAllBytes(file);
        for (int trial = 0; trial < 60; trial++)
        {
            Flipped.OneBitOf(file, trial);
            if (File.ReadAllBytes(file) is var bad && bad.AsSpan().TrimEnd("\r\n"u8).SequenceEqual(good.AsSpan().TrimEnd("\r\n"u8)))
            {
                continue; // the line's end alone: it names the same version
            }

            Assert.Contains(
                $"{file} is damaged", Assert.Throws<IndexFormatException>(() => EmbeddedVectorIndex.Open(scratch["index"])).Message);
            Assert.Contains(
                (await reindexer.StatusAsync()).Problems, problem => problem.Contains($"{file} is damaged", StringComparison.Ordinal));

            IndexBuildResult repaired = await reindexer.RunAsync(source, encoder);

            Assert.Contains(repaired.Notes, note => note.Contains($"{file} is damaged", StringComparison.Ordinal));
            Assert.Equal(good, File.ReadAllBytes(file));
        }
    }

    [Fact]
    public async Task A_changed_bit_of_the_staged_vectors_is_named_and_they_are_encoded_again()
    {
        EditedTaxonomy source = new EditedTaxonomy(seed: 3).EditTo(12);
        await StopAsync(source, ReindexStep.Build);
        string staging = Assert.Single(Directory.GetFiles(scratch["index"], ".staging-*"));
        byte[] good = File.ReadAllBytes(staging);
        for (int trial = 0; trial < 40; trial++)
        {
            Flipped.OneBitOf(staging, trial);
            string folder = scratch[$"trial-{trial}"];
            Directory.CreateDirectory(folder);
            File.Move(staging, Path.Combine(folder, Path.GetFileName(staging)));
            File.WriteAllBytes(staging, good);

            IndexBuildResult result = await new Reindexer(folder, null, Quick).RunAsync(source, encoder);

            Assert.Contains(result.Notes, note => note.Contains(Path.GetFileName(staging), StringComparison.Ordinal));
            Assert.InRange(result.Encoded, 1, result.Prompts);
            using EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(folder);
            source.AssertAnswersAsOneVersion(index, encoder, $"trial {trial}");
        }
    }

    [Theory]
    [InlineData(IndexFiles.Manifest)]
    [InlineData(IndexFiles.ManifestHash)]
    [InlineData(IndexFiles.Taxonomy)]
    [InlineData(IndexFiles.Layout)]
    [InlineData(IndexFiles.Keys)]
    [InlineData(IndexFiles.Vectors)]
    public async Task A_version_of_which_any_bit_changed_before_the_swap_is_never_published(string name)
    {
        for (int trial = 0; trial < 15; trial++)
        {
            string folder = scratch[$"{name}-{trial}"];
            EditedTaxonomy source = new EditedTaxonomy(seed: 3).EditTo(12);
            await new Reindexer(folder, null, Quick).RunAsync(source, encoder);
            source.Edit();
            await StopAsync(source, ReindexStep.Load, folder);
            Flipped.OneBitOf(Path.Combine(folder, ReindexStateFile.Read(folder)!.Version, name), trial);

            IndexBuildResult result = await new Reindexer(folder, null, Quick).RunAsync(source, encoder);

            Assert.Empty(new IndexFolder(folder).Verify());
            Assert.Equal(source.Now.Version, result.Manifest.TaxonomyVersion);
        }
    }

    private static IndexBuildOptions Quick => new() { Files = new FaultyFiles() };

    private async Task StopAsync(EditedTaxonomy source, ReindexStep step, string? folder = null)
    {
        folder ??= scratch["index"];
        bool stop = false;
        var files = new FaultyFiles(before: _ =>
        {
            stop |= Directory.Exists(folder) && ReindexStateFile.Read(folder)?.Step == step;
            if (stop)
            {
                throw new StoppedException(step.ToString());
            }
        });
        await Assert.ThrowsAsync<StoppedException>(
            async () => await new Reindexer(folder, null, new IndexBuildOptions { Files = files }).RunAsync(source, encoder));
    }

    private async Task AssertNextRunEndsRightAsync(string folder, EditedTaxonomy source, string context)
    {
        IndexBuildResult next = await new Reindexer(folder, null, Quick).RunAsync(source, encoder);
        Assert.Equal(source.Now.Version, next.Manifest.TaxonomyVersion);
        using EmbeddedVectorIndex served = EmbeddedVectorIndex.Open(folder);
        Assert.Equal(source.Now.Version, source.AssertAnswersAsOneVersion(served, encoder, context));
        ReindexStatus status = await new Reindexer(folder).StatusAsync();
        Assert.False(status.IsRunning || status.IsInterrupted, context);
        Assert.Empty(status.Problems);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder, ".building-*"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder, ".staging-*"));
        Assert.InRange(new IndexFolder(folder).Versions().Count, 1, 2);
    }
}
