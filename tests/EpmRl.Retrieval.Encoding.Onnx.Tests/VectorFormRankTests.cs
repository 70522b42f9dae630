using System.Text.Json;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

/// <summary>The effect of small vector forms on real vectors: the sample listings against the sample taxonomy.</summary>
[Trait("Category", "Slow")]
public sealed class VectorFormRankTests(ShippedEncoder encoders, ITestOutputHelper output) : IClassFixture<ShippedEncoder>
{
    [Fact]
    public async Task Halves_rank_as_exact_vectors_do_and_bytes_nearly_so()
    {
        ProductTaxonomy taxonomy = TaxonomyReader.Load(TestPaths.InProject("taxonomy", "sample"));
        OnnxTextEncoder encoder = encoders.Int8;
        using var scratch = new ScratchFolder();
        var indexes = new List<EmbeddedVectorIndex>();
        foreach (VectorForm form in new[] { VectorForm.Float32, VectorForm.Float16, VectorForm.Int8 })
        {
            string folder = scratch[VectorForms.NameOf(form)];
            if (form != VectorForm.Float32)
            {
                Copy(scratch["fp32"], folder); // the exact vectors are reused, so nothing is encoded again
            }

            await new IndexBuilder(folder, new IndexBuildOptions { VectorForm = form }).BuildAsync(taxonomy, encoder);
            indexes.Add(EmbeddedVectorIndex.Open(folder));
        }

        string[] titles = [.. File.ReadLines(TestPaths.InProject("samples", "products.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("title").GetString()!)];
        EmbeddingBatch items = await encoder.EncodeAsync([.. titles.Select(title => $"title: {title}\ndescription: ")]);
        var same = new Dictionary<string, int> { ["fp16"] = 0, ["int8"] = 0 };
        var worst = new Dictionary<string, float> { ["fp16"] = 0, ["int8"] = 0 };
        int all = 0;
        for (int i = 0; i < items.Count; i++)
        {
            foreach (Category category in taxonomy.Categories)
            {
                IReadOnlyList<AttributeScores> exact = await indexes[0].ScoreAsync(items[i], category.Id, 1);
                all += exact.Count;
                foreach (EmbeddedVectorIndex small in indexes[1..])
                {
                    IReadOnlyList<AttributeScores> scores = await small.ScoreAsync(items[i], category.Id, 1);
                    same[small.Manifest.VectorForm] += exact.Zip(scores)
                        .Count(pair => pair.First.Values[0].ValueId == pair.Second.Values[0].ValueId);
                    worst[small.Manifest.VectorForm] = Math.Max(
                        worst[small.Manifest.VectorForm],
                        exact.Zip(scores).Max(pair => (float?)Math.Abs(pair.First.NullScore - pair.Second.NullScore)) ?? 0);
                }
            }
        }

        foreach ((string form, int count) in same)
        {
            output.WriteLine(
                $"{form}: best value the same for {count:N0} of {all:N0} (listing, attribute), largest score difference {worst[form]:G3}");
        }

        indexes.ForEach(index => index.Dispose());
        Assert.True(same["fp16"] >= 0.999 * all, $"fp16: {same["fp16"]} of {all}");
        Assert.True(same["int8"] >= 0.98 * all, $"int8: {same["int8"]} of {all}");
        Assert.True(worst["fp16"] < 5e-4f && worst["int8"] < 5e-3f, $"fp16 {worst["fp16"]}, int8 {worst["int8"]}");
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
