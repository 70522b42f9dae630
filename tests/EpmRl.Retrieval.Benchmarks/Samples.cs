using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Benchmarks;

/// <summary>The model and the listings that ship with the project.</summary>
internal static class Samples
{
    public static string Model { get; } = TestPaths.InProject("models", "catalog-l6");

    public static ProductProfile[] Listings { get; } = Read();

    private static ProductProfile[] Read()
    {
        ProductReader reader = ProductReader.Open(TestPaths.InProject("samples", "products.jsonl"));
        try
        {
            return [.. reader.ReadAsync().ToBlockingEnumerable().Select(row => row.Profile).OfType<ProductProfile>()];
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
