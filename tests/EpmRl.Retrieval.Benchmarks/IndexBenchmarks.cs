using BenchmarkDotNet.Attributes;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Benchmarks;

/// <summary>Dot products, and scans of an index in each form of its vectors.</summary>
public class IndexBenchmarks
{
    private const int Dimension = 384;

    private readonly ScratchFolder scratch = new();
    private readonly HashingEncoder encoder = new(Dimension);
    private EmbeddedVectorIndex index = null!;
    private float[] item = [];
    private float[] other = [];
    private string category = "";

    [Params(VectorForm.Float32, VectorForm.Float16, VectorForm.Int8)]
    public VectorForm Form { get; set; }

    [GlobalSetup]
    public async Task Build()
    {
        ProductTaxonomy taxonomy = TestTaxonomies.Random(seed: 1, categories: 20, attributes: 20, values: 100);
        await new IndexBuilder(scratch["index"], new IndexBuildOptions { VectorForm = Form }).BuildAsync(taxonomy, encoder);
        index = EmbeddedVectorIndex.Open(scratch["index"]);
        (item, other) = (encoder.Encode("w1 w2 w3"), encoder.Encode("w1 w4"));
        category = taxonomy.Categories.MaxBy(one => one.Attributes.Count)!.Id;
    }

    [Benchmark]
    public float Dot() => DotProduct.Of(item, other);

    [Benchmark]
    public async Task<int> Score() => (await index.ScoreAsync(item, category, 3)).Count;

    [Benchmark]
    public async Task<int> Search() => (await index.SearchAsync(item, ValueFilter.None, 10)).Count;

    [GlobalCleanup]
    public void Close()
    {
        index.Dispose();
        scratch.Dispose();
    }
}
