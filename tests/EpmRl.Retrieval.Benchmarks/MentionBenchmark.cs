using BenchmarkDotNet.Attributes;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Benchmarks;

/// <summary>Quantities and names read from listings, by the attributes of the sample taxonomy.</summary>
[MemoryDiagnoser]
public class MentionBenchmark
{
    private MentionReader reader = null!;
    private IReadOnlyList<FieldText>[] listings = [];

    [GlobalSetup]
    public void Open()
    {
        ProductTaxonomy taxonomy = TaxonomyReader.Load(TestPaths.InProject("taxonomy", "sample"));
        reader = new MentionReader(new Category { Id = "all", Name = "All", Path = "All", Attributes = taxonomy.Attributes }, taxonomy);
        listings = [.. Samples.Listings.Select(FieldText.Of)];
    }

    [Benchmark]
    public void Read()
    {
        foreach (IReadOnlyList<FieldText> listing in listings)
        {
            reader.Read(listing, CancellationToken.None);
        }
    }
}
