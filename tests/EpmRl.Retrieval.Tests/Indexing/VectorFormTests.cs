using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.TestKit;
using FsCheck.Xunit;

namespace EpmRl.Retrieval.Tests.Indexing;

public sealed class VectorFormTests
{
    [Property(MaxTest = 200)]
    public bool Every_form_keeps_the_cosine_of_any_vectors_of_any_length(int seed)
    {
        var random = new Random(seed);
        int dimension = 1 + random.Next(400);
        float[] query = Unit(random, dimension), vector = Unit(random, dimension);
        float exact = (float)query.Zip(vector, (x, y) => (double)x * y).Sum();
        return Near(VectorForm.Float32, 2e-6f) && Near(VectorForm.Float16, 1e-3f) && Near(VectorForm.Int8, 1.5e-2f);

        bool Near(VectorForm form, float tolerance) => Math.Abs(Score(form, query, vector) - exact) < tolerance;
    }

    [Fact]
    public void Halves_are_read_exactly_subnormal_ones_and_zeros_included()
    {
        float[] vector = [0f, -0f, 6e-8f, -3e-5f, 6.1e-5f, 0.5f, -1f, 0.333f, 1e-3f, 2e-7f, 1, 1, 1, 1, 1, 1, 0.1f, -0.2f];
        for (int i = 0; i < vector.Length; i++)
        {
            float[] query = new float[vector.Length];
            query[i] = 1;
            Assert.Equal((float)(Half)vector[i], Score(VectorForm.Float16, query, vector));
        }
    }

    [Theory]
    [InlineData(VectorForm.Float16, 0.999)]
    [InlineData(VectorForm.Int8, 0.97)]
    public async Task Small_forms_rank_as_exact_vectors_do(VectorForm form, double atLeast)
    {
        using var scratch = new ScratchFolder();
        var encoder = new HashingEncoder(dimension: 384);
        EpmRl.Retrieval.Taxonomy.ProductTaxonomy taxonomy = TestTaxonomies.Random(seed: 8, categories: 40, attributes: 12, values: 120);
        await new IndexBuilder(scratch["exact"], new IndexBuildOptions { VectorForm = VectorForm.Float32 }).BuildAsync(taxonomy, encoder);
        await new IndexBuilder(scratch["small"], new IndexBuildOptions { VectorForm = form }).BuildAsync(taxonomy, encoder);
        using EmbeddedVectorIndex exact = EmbeddedVectorIndex.Open(scratch["exact"]);
        using EmbeddedVectorIndex small = EmbeddedVectorIndex.Open(scratch["small"]);
        var random = new Random(4);
        int same = 0, all = 0;
        for (int i = 0; i < 60; i++)
        {
            float[] item = encoder.Encode(string.Join(' ', Enumerable.Range(0, 12).Select(_ => $"w{random.Next(400)}")));
            string category = taxonomy.Categories[random.Next(taxonomy.Categories.Count)].Id;
            IReadOnlyList<AttributeScores> expected = await exact.ScoreAsync(item, category, 1),
            actual = await small.ScoreAsync(item, category, 1);
            all += expected.Count;

            // Two values of (nearly) one score may change places.
            same += expected.Zip(actual).Count(pair => pair.First.Values[0].ValueId == pair.Second.Values[0].ValueId);
        }

        Assert.True(same >= atLeast * all, $"{same} of {all}");
    }

    [Fact]
    public void Names_are_read_as_they_are_written()
    {
        Assert.All(Enum.GetValues<VectorForm>(), form =>
            Assert.True(VectorForms.TryParse(VectorForms.NameOf(form), out VectorForm read) && read == form));
        Assert.False(VectorForms.TryParse("fp8", out _));
        Assert.False(VectorForms.TryParse(null, out _));
    }

    private static unsafe float Score(VectorForm form, float[] query, float[] vector)
    {
        byte[] row = new byte[VectorRows.BytesPerRow(form, vector.Length)];
        VectorRows.Write(form, vector, row);
        float score = 0;
        fixed (byte* first = row)
        {
            new RowScorer(form, query).Score(first, new Span<float>(ref score));
        }

        return score;
    }

    private static float[] Unit(Random random, int dimension)
    {
        float[] vector = [.. Enumerable.Range(0, dimension).Select(_ => (float)((random.NextDouble() * 2) - 1))];
        double norm = Math.Sqrt(vector.Sum(x => (double)x * x));
        return [.. vector.Select(x => (float)(x / norm))];
    }
}
