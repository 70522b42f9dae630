using System.Numerics.Tensors;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing;

/// <summary>Free search by codes against the same search by every vector.</summary>
public sealed class CodedSearchTests(ITestOutputHelper output) : IDisposable
{
    private const int Seeds = 50;

    private static readonly IndexBuildOptions Coded = new() { SmallestCodedIndex = 1 };

    private readonly ScratchFolder scratch = new();
    private readonly HashingEncoder encoder = new(dimension: 192);

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Ten_exact_neighbours_are_found_almost_always_whatever_the_filter()
    {
        ProductTaxonomy taxonomy = TestTaxonomies.Random(seed: 41, categories: 40, attributes: 24, values: 60);
        await new IndexBuilder(scratch["index"], Coded).BuildAsync(taxonomy, encoder);
        using var index = EmbeddedVectorIndex.Open(scratch["index"]);
        index.SmallestCodedScope = 0;
        string[] categories = [.. taxonomy.Categories.Where(category => category.Attributes.Count > 2).Select(category => category.Id)];
        ValueFilter[] filters =
        [
            ValueFilter.None,
            new() { CategoryIds = categories[..(categories.Length / 2)] },
            new() { AttributeIds = [.. taxonomy.Attributes.Take(10).Select(attribute => attribute.Id)] },
            new() { CategoryIds = categories[5..], AttributeIds = [.. taxonomy.Attributes.Skip(5).Select(attribute => attribute.Id)] },
        ];
        int found = 0, wanted = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            float[] query = encoder.Encode(string.Join(' ', Enumerable.Range(0, 3).Select(_ => $"w{random.Next(400)}")));
            foreach (ValueFilter filter in filters)
            {
                IReadOnlyList<ValueHit> exact = await index.SearchExactlyAsync(query, filter, 10);
                IReadOnlyList<ValueHit> hits = await index.SearchAsync(query, filter, 10);
                wanted += exact.Count;
                found += hits.Count(hit => hit.Score >= exact[^1].Score);
                Assert.Equal(hits.Count, hits.Select(hit => (hit.AttributeId, hit.ValueId)).Distinct().Count());
                Assert.All(hits, hit => Assert.True(
                    filter.CategoryIds?.Contains(hit.CategoryId) != false && filter.AttributeIds?.Contains(hit.AttributeId) != false));
            }
        }

        output.WriteLine($"{index.Manifest.Vectors:N0} rows, seeds 0 to {Seeds - 1}: {found:N0} of {wanted:N0} found.");
        Assert.True(found >= 0.99 * wanted, $"{found} of {wanted}");
    }

    [Fact]
    public async Task Candidates_by_one_category_are_scored_in_all_and_miss_little()
    {
        ProductTaxonomy taxonomy = TestTaxonomies.Random(seed: 43, categories: 20, attributes: 24, values: 60);
        await new IndexBuilder(scratch["index"], Coded).BuildAsync(taxonomy, encoder);
        using var index = EmbeddedVectorIndex.Open(scratch["index"]);
        string[] categories = [.. taxonomy.Categories.Where(category => category.Attributes.Count > 2).Select(category => category.Id)];
        ValueFilter[] filters =
        [
            ValueFilter.None,
            new() { CategoryIds = categories[..(categories.Length / 2)] },
            new() { AttributeIds = [.. taxonomy.Attributes.Take(10).Select(attribute => attribute.Id)] },
        ];
        int found = 0, wanted = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            float[] query = encoder.Encode(string.Join(' ', Enumerable.Range(0, 3).Select(_ => $"w{random.Next(400)}")));
            foreach (ValueFilter filter in filters)
            {
                var exact = (await index.SearchExactlyAsync(query, filter, int.MaxValue))
                    .ToDictionary(hit => (hit.AttributeId, hit.ValueId));
                ValueFilter quick = filter with { CandidatesByOneCategory = true };
                index.SmallestCodedScope = 0;
                IReadOnlyList<ValueHit> hits = await index.SearchAsync(query, quick, 40);
                index.SmallestCodedScope = int.MaxValue; // fewer rows than that: no candidates are chosen
                IReadOnlyList<ValueHit> small = await index.SearchAsync(query, quick, 40);

                Assert.Equal([.. exact.Values.Take(40)], small);
                Assert.All(hits, hit => Assert.Equal(exact[(hit.AttributeId, hit.ValueId)], hit));
                wanted += 10;
                found += small.Take(10).Intersect(hits).Count();
            }
        }

        output.WriteLine($"{index.Manifest.Vectors:N0} rows, seeds 0 to {Seeds - 1}: {found:N0} of {wanted:N0} found.");
        Assert.True(found >= 0.9 * wanted, $"{found} of {wanted}");
    }

    [Fact]
    public void An_estimate_errs_by_what_is_said_of_it()
    {
        const int Rows = 2000, Dimension = 384;
        var random = new Random(7);
        float[] centre = Unit(random, Dimension);
        TensorPrimitives.Multiply(centre, 0.45f, centre);
        float[][] vectors = [.. Enumerable.Range(0, Rows).Select(_ => Near(random, centre))];
        byte[] codes = new byte[Rows * CodeRows.BytesPerRow(Dimension)];
        float[] difference = new float[Dimension];
        for (int i = 0; i < Rows; i++)
        {
            TensorPrimitives.Subtract<float>(vectors[i], centre, difference);
            CodeRows.Write(difference, codes.AsSpan(i * CodeRows.BytesPerRow(Dimension), CodeRows.BytesPerRow(Dimension)));
        }

        float[] query = Near(random, centre), estimates = Bounds(query, 0), raised = Bounds(query, 1);

        double[] errors = [.. Enumerable.Range(0, Rows).Select(i =>
            (TensorPrimitives.Dot<float>(query, vectors[i]) - estimates[i]) / (double)(raised[i] - estimates[i]))]; // in deviations
        double root = Math.Sqrt(errors.Average(error => error * error));
        output.WriteLine(
            $"Root mean square {root:0.000}, mean {errors.Average():0.000}, beyond 3: {errors.Count(error => error > 3)} of {Rows}.");
        Assert.InRange(root, 0.9, 1.1);
        Assert.InRange(errors.Average(), -0.1, 0.1);
        Assert.InRange(errors.Count(error => error > 3), 0, Rows / 100);

        unsafe float[] Bounds(float[] asked, float deviations)
        {
            float[] bounds = new float[Rows];
            fixed (byte* rows = codes)
            {
                new CodeScorer(asked, centre, deviations).Bound(rows, bounds);
            }

            return bounds;
        }
    }

    [Fact]
    public async Task Codes_come_to_an_index_without_encoding_anything_again_and_small_ones_do_without()
    {
        ProductTaxonomy taxonomy = TestTaxonomies.Random(seed: 42, categories: 10, attributes: 8, values: 30);
        await new IndexBuilder(scratch["index"]).BuildAsync(taxonomy, encoder);
        Assert.False(new IndexFolder(scratch["index"]).Versions()[0].Manifest!.Files.ContainsKey("codes.bin"));

        IndexBuildResult result = await new IndexBuilder(scratch["index"], Coded).BuildAsync(taxonomy, encoder);

        Assert.Equal((true, 0L), (result.IsNew, result.Encoded));
        Assert.True(result.Manifest.Files["codes.bin"].Bytes > 0);
        Assert.False((await new IndexBuilder(scratch["index"], Coded).BuildAsync(taxonomy, encoder)).IsNew);
    }

    [Fact]
    public async Task Damaged_codes_are_found_and_named()
    {
        IndexBuildResult built = await new IndexBuilder(scratch["index"], Coded)
            .BuildAsync(TestTaxonomies.Random(seed: 43, categories: 10, attributes: 8, values: 30), encoder);
        string file = Path.Combine(scratch["index"], built.Manifest.Version, "codes.bin");
        byte[] whole = await File.ReadAllBytesAsync(file);
        byte[] flipped = [.. whole];
        flipped[^10] ^= 4;
        await File.WriteAllBytesAsync(file, flipped);
        Assert.Contains(file, Assert.Single(new IndexFolder(scratch["index"]).Verify()));

        flipped = [.. whole];
        flipped[9] ^= 1; // the dimension
        await File.WriteAllBytesAsync(file, flipped);
        Assert.Contains(file, Assert.Throws<IndexFormatException>(() => EmbeddedVectorIndex.Open(scratch["index"])).Message);

        await File.WriteAllBytesAsync(file, whole[..^1]);
        Assert.Contains(file, Assert.Throws<IndexFormatException>(() => EmbeddedVectorIndex.Open(scratch["index"])).Message);
    }

    [Fact]
    public void Sources_know_the_plans_prompts_alone_each_once()
    {
        var sources = new VectorSources([5, 3, 5, 9]);

        sources.Note(9, new VectorSource(InStaging: true, 64));
        sources.Note(4, new VectorSource(InStaging: true, 128));
        sources.Note(9, new VectorSource(InStaging: false, long.MaxValue / 2));

        Assert.Equal((3, 2), (sources.Count, sources.Missing));
        Assert.Equal(new VectorSource(InStaging: false, long.MaxValue / 2), sources.Find(9));
        Assert.False(sources.IsAtHand(3) || sources.IsAtHand(4));
        Assert.Throws<KeyNotFoundException>(() => sources.Find(5));
    }

    private static float[] Near(Random random, float[] centre)
    {
        float[] vector = Unit(random, centre.Length);
        TensorPrimitives.MultiplyAdd(vector, 0.9f, centre, vector);
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }

    private static float[] Unit(Random random, int dimension)
    {
        // Sums of twelve are as good as normally distributed, so that no direction is favoured.
        float[] vector =
            [.. Enumerable.Range(0, dimension).Select(_ => (float)(Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6))];
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }
}
