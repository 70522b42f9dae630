using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing;

public sealed class IndexBuilderTests : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly ProductTaxonomy taxonomy = TestTaxonomies.Random(seed: 21, categories: 15, attributes: 10, values: 20);

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_prompt_that_occurs_often_is_encoded_once()
    {
        AttributeDefinition[] sizes = [.. new[] { "upper", "lower" }.Select(id => new AttributeDefinition
        {
            Id = id,
            Name = "Size",
            Values = [new TaxonomyValue { Id = "m", Label = "M" }],
        })];
        var suits = new Category { Id = "suits", Name = "Suits", Path = "Suits", Attributes = sizes };
        var encoder = new HashingEncoder();

        IndexBuildResult result = await BuildAsync(new ProductTaxonomy("suits", "1", [suits], sizes), encoder);

        Assert.Equal(5, result.Manifest.Vectors);
        Assert.Equal((3, 3), (result.Prompts, result.Encoded));
        Assert.Equal(3, encoder.Encoded);
    }

    [Fact]
    public async Task Categories_of_one_name_share_the_rows_of_an_attribute()
    {
        IndexBuildResult result = await BuildAsync(TestTaxonomies.Small(), new HashingEncoder());

        Assert.Equal(4, result.Manifest.Ranges);
        Assert.Equal(15, result.Manifest.Vectors); // color 5 (once), memory 3, part 3, prompts of categories 2 + 1 + 1
    }

    [Fact]
    public async Task Building_again_with_nothing_changed_writes_nothing()
    {
        IndexBuildResult first = await BuildAsync(taxonomy, new HashingEncoder());
        DateTime written = File.GetLastWriteTimeUtc(Path.Combine(scratch["index"], "current"));
        var encoder = new HashingEncoder();

        IndexBuildResult second = await BuildAsync(taxonomy, encoder);

        Assert.False(second.IsNew);
        Assert.Equal(0, encoder.Encoded);
        Assert.Equal(first.Manifest.Version, second.Manifest.Version);
        Assert.Single(new IndexFolder(scratch["index"]).Versions());
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(scratch["index"], "current")));
    }

    [Fact]
    public async Task Only_prompts_that_changed_are_encoded()
    {
        await BuildAsync(taxonomy, new HashingEncoder());
        ProductTaxonomy changed = Relabel(taxonomy);
        var encoder = new HashingEncoder();
        int users = changed.Categories.Where(category => category.Attributes.Any(attribute => attribute.Id == Relabelled(changed).Id))
            .Select(category => category.Name).Distinct().Count();

        IndexBuildResult result = await BuildAsync(changed, encoder);

        Assert.True(result.IsNew);
        Assert.Equal(users, encoder.Encoded);
        AssertSameFiles(await new IndexBuilder(scratch["fresh"]).BuildAsync(changed, new HashingEncoder()), result);
    }

    [Fact]
    public async Task Going_back_to_an_earlier_taxonomy_publishes_its_version_again()
    {
        IndexBuildResult first = await BuildAsync(taxonomy, new HashingEncoder());
        await BuildAsync(Relabel(taxonomy), new HashingEncoder());
        var encoder = new HashingEncoder();

        IndexBuildResult back = await BuildAsync(taxonomy, encoder);

        Assert.Equal(0, encoder.Encoded);
        Assert.Equal(first.Manifest.Version, back.Manifest.Version);
        Assert.Equal(first.Manifest.Version, new IndexFolder(scratch["index"]).CurrentVersion);
    }

    [Fact]
    public async Task Another_space_takes_nothing_over()
    {
        await BuildAsync(taxonomy, new HashingEncoder(precision: "fp32"));
        var encoder = new HashingEncoder(precision: "int8");

        IndexBuildResult result = await BuildAsync(taxonomy, encoder);

        Assert.Equal(result.Prompts, encoder.Encoded);
        Assert.Equal("int8", result.Manifest.Precision);
    }

    [Theory]
    [InlineData(VectorForm.Float32, VectorForm.Float16, true)]
    [InlineData(VectorForm.Float32, VectorForm.Int8, true)]
    [InlineData(VectorForm.Float16, VectorForm.Int8, false)]
    [InlineData(VectorForm.Int8, VectorForm.Float32, false)]
    public async Task Vectors_of_another_form_are_taken_over_only_where_that_changes_no_bit(
        VectorForm first, VectorForm second, bool reused)
    {
        await BuildAsync(taxonomy, new HashingEncoder(), new IndexBuildOptions { VectorForm = first });
        var encoder = new HashingEncoder();

        IndexBuildResult result = await BuildAsync(taxonomy, encoder, new IndexBuildOptions { VectorForm = second });

        Assert.Equal(reused ? 0 : result.Prompts, encoder.Encoded);
        AssertSameFiles(
            await new IndexBuilder(scratch["fresh"], new IndexBuildOptions { VectorForm = second })
                .BuildAsync(taxonomy, new HashingEncoder()),
            result);
    }

    [Fact]
    public async Task A_cancelled_build_keeps_its_blocks_for_the_next()
    {
        using var cancel = new CancellationTokenSource();
        int batches = 0;
        var interrupted = new HashingEncoder
        {
            OnBatch = _ =>
            {
                if (++batches == 4)
                {
                    cancel.Cancel();
                }
            },
        };
        var options = new IndexBuildOptions { BlockSize = 50 };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await new IndexBuilder(scratch["index"], options).BuildAsync(taxonomy, interrupted, null, cancel.Token));
        Assert.Throws<IndexFormatException>(() => EmbeddedVectorIndex.Open(scratch["index"]));
        var encoder = new HashingEncoder();

        IndexBuildResult result = await BuildAsync(taxonomy, encoder, options);

        Assert.Equal(200, interrupted.Encoded);
        Assert.Equal(result.Prompts - 200, encoder.Encoded);
        AssertSameFiles(await new IndexBuilder(scratch["fresh"]).BuildAsync(taxonomy, new HashingEncoder()), result);
    }

    [Fact]
    public async Task Two_builds_of_one_index_at_once_are_refused_naming_the_first()
    {
        Exception? refusal = null;
        var encoder = new HashingEncoder
        {
            OnBatch = _ => refusal ??= Record.ExceptionAsync(async () => await BuildAsync(taxonomy, new HashingEncoder())).Result,
        };

        await BuildAsync(taxonomy, encoder);

        Assert.Contains($"process {Environment.ProcessId} on {Environment.MachineName}", Assert.IsType<InUseException>(refusal).Message);
        Assert.False((await BuildAsync(taxonomy, encoder)).IsNew);
    }

    [Fact]
    public async Task A_vector_that_is_no_unit_vector_is_refused()
    {
        EncoderException refused = await Assert.ThrowsAsync<EncoderException>(
            async () => await new IndexBuilder(scratch["index"]).BuildAsync(taxonomy, new BrokenEncoder()));

        Assert.Contains("'broken' gave a vector of length NaN", refused.Message);
    }

    [Fact]
    public async Task Progress_counts_every_prompt_and_reports_the_rate()
    {
        var reports = new List<IndexBuildProgress>();

        IndexBuildResult result = await new IndexBuilder(scratch["index"], new IndexBuildOptions { BlockSize = 100 })
            .BuildAsync(taxonomy, new HashingEncoder(), new Collector(reports));

        IndexBuildProgress last = reports.Last(report => report.Phase == IndexBuildPhase.Encoding);
        Assert.Equal((result.Prompts, result.Prompts, 0), (last.Done, last.Total, last.Reused));
        Assert.True(last.PerSecond > 0);
        Assert.Equal(TimeSpan.Zero, last.Remaining);
        Assert.Equal(result.Manifest.Vectors, reports[^1].Done);
    }

    [Fact]
    public async Task A_taxonomy_without_values_gives_an_index_without_ranges()
    {
        IndexBuildResult result = await BuildAsync(new ProductTaxonomy("empty", "0", [], []), new HashingEncoder());

        Assert.Equal(0, result.Manifest.Vectors);
        Assert.Empty(new IndexFolder(scratch["index"]).Verify());
    }

    [Fact]
    public async Task Readers_see_one_version_or_the_other_while_builds_are_published()
    {
        ProductTaxonomy[] taxonomies = [taxonomy, Relabel(taxonomy)];
        var encoder = new HashingEncoder();
        await BuildAsync(taxonomies[0], encoder);
        float[] query = encoder.Encode("brand new");
        using var stop = new CancellationTokenSource();
        Task<int>[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            int opened = 0;
            for (; !stop.IsCancellationRequested; opened++)
            {
                using EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(scratch["index"]);
                ValueHit hit = (await index.SearchAsync(query, ValueFilter.None, 1))[0];
                bool relabelled = index.Taxonomy.Version == taxonomies[1].Version;
                Assert.Equal(
                    relabelled, index.Taxonomy.Attributes.Single(a => a.Id == hit.AttributeId).Values.Any(v => v.Label == "brand new"));
                Assert.Equal(index.Manifest.TaxonomyVersion, index.Taxonomy.Version);
            }

            return opened;
        }))];
        for (int round = 1; round <= 40; round++)
        {
            await BuildAsync(taxonomies[round % 2], encoder, new IndexBuildOptions { Keep = 1 });
        }

        await stop.CancelAsync();
        Assert.True((await Task.WhenAll(readers)).Sum() > 0);
    }

    private static AttributeDefinition Relabelled(ProductTaxonomy of) => of.Categories
        .SelectMany(category => category.Attributes)
        .First(attribute => attribute.Values.Count > 0 && attribute.Values[0].Status == ValueStatus.Active);

    // The same taxonomy but for one label.
    private static ProductTaxonomy Relabel(ProductTaxonomy of)
    {
        AttributeDefinition old = Relabelled(of);
        AttributeDefinition changed = old with { Values = [old.Values[0] with { Label = "brand new" }, .. old.Values.Skip(1)] };
        return new ProductTaxonomy(
            of.Name,
            of.Version + "-relabelled",
            [.. of.Categories.Select(
                category => category with { Attributes = [.. category.Attributes.Select(a => a == old ? changed : a)] })],
            [.. of.Attributes.Select(attribute => attribute == old ? changed : attribute)]);
    }

    private static void AssertSameFiles(IndexBuildResult expected, IndexBuildResult actual) =>
        Assert.Equal(expected.Manifest.Files.OrderBy(file => file.Key), actual.Manifest.Files.OrderBy(file => file.Key));

    private async Task<IndexBuildResult> BuildAsync(ProductTaxonomy what, HashingEncoder encoder, IndexBuildOptions? options = null) =>
        await new IndexBuilder(scratch["index"], options).BuildAsync(what, encoder);

    private sealed class Collector(List<IndexBuildProgress> reports) : IProgress<IndexBuildProgress>
    {
        public void Report(IndexBuildProgress value) => reports.Add(value);
    }

    private sealed class BrokenEncoder : ITextEncoder
    {
        public EncoderSpace Space { get; } = new("broken", "fp32", 8, 16, new PromptTemplates(), "broken");

        public ValueTask<EmbeddingBatch> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
        {
            float[] vectors = new float[texts.Count * 8];
            Array.Fill(vectors, float.NaN);
            return ValueTask.FromResult(new EmbeddingBatch(vectors, 8, new bool[texts.Count]));
        }

        public void Dispose()
        {
        }
    }
}
