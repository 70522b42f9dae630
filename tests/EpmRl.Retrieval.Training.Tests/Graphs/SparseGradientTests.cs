using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Tests.Graphs;

public sealed class SparseGradientTests
{
    [Fact]
    public void A_row_read_thousands_of_times_by_several_threads_loses_no_addition()
    {
        const int rows = 40_000, width = 64, words = 3;
        Tensor table = Tensor.Input("table", DataType.Float, words, width);
        Tensor ids = Tensor.Input("ids", DataType.Int32, "rows");
        int[] read = [.. Enumerable.Range(0, rows).Select(i => i * 7 % 100 < 50 ? 0 : 2)];
        using var feeds = new Feeds();
        feeds.Set(table, new float[words * width], words, width).Set(ids, read, rows);
        using var parameters = new ParameterSet();
        using var session = new ForwardSession(
            parameters, new ComputeOptions { Threads = 4 }, Gradients.Of(Op.ReduceSum(Op.Gather(table, ids), keep: false), [table]));
        for (int round = 0; round < 5; round++)
        {
            float[] gradient = session.Run(feeds)[0];
            for (int word = 0; word < words; word++)
            {
                int expected = read.Count(id => id == word);
                Assert.All(gradient.AsSpan(word * width, width).ToArray(), sum => Assert.Equal(expected, sum));
            }
        }
    }
}
