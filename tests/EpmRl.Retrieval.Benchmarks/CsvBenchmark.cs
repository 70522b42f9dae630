using System.Text;
using BenchmarkDotNet.Attributes;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Benchmarks;

/// <summary>Rows of a CSV feed.</summary>
[MemoryDiagnoser]
public class CsvBenchmark
{
    private const int Rows = 10_000;

    private byte[] feed = [];

    [GlobalSetup]
    public void Write()
    {
        var text = new StringBuilder("id,title,description\n");
        for (int i = 0; i < Rows; i++)
        {
            text.Append(i).Append(",\"Lamp, 40 W, no. ").Append(i).Append("\",\"A \"\"bright\"\" lamp\nfor the desk\"\n");
        }

        feed = System.Text.Encoding.UTF8.GetBytes(text.ToString());
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public async Task<int> Read()
    {
        int read = 0;
        await using var reader = new ProductReader(new MemoryStream(feed), "feed.csv");
        await foreach (CatalogRow row in reader.ReadAsync())
        {
            read += row.Profile is null ? 0 : 1;
        }

        return read;
    }
}
