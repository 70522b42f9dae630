using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Tests.Graphs;

public sealed class DropoutTests
{
    private const int Rows = 300, Columns = 200;

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void About_the_asked_share_is_dropped_everywhere_and_the_rest_scaled(double rate)
    {
        float[] kept = Run(rate, key: 7)[0];
        Assert.All(kept, number => Assert.True(number == 0 || Math.Abs(number - 1 / (1 - rate)) < 1e-6));
        double deviation = Math.Sqrt(rate * (1 - rate));
        AssertShare(rate, 4 * deviation / Math.Sqrt(Rows * Columns), kept);
        for (int row = 0; row < Rows; row++)
        {
            AssertShare(rate, 6 * deviation / Math.Sqrt(Columns), kept.AsSpan(row * Columns, Columns).ToArray());
        }
    }

    [Fact]
    public void Rows_columns_places_and_keys_are_independent()
    {
        float[][] one = Run(0.5, key: 7), other = Run(0.5, key: 8);
        double bound = 5 / Math.Sqrt(Rows * Columns);
        Assert.InRange(Agreement(one[0], other[0]), 0.5 - bound, 0.5 + bound);
        Assert.InRange(Agreement(one[0], one[1]), 0.5 - bound, 0.5 + bound); // two places of one network
        Assert.InRange(Agreement(one[0][Columns..], one[0][..^Columns]), 0.5 - bound, 0.5 + bound); // each row and the next
        Assert.InRange(Agreement(one[0][1..], one[0][..^1]), 0.5 - bound, 0.5 + bound); // each column and the next
    }

    [Fact]
    public void The_same_key_drops_the_same_elements() => Assert.Equal(Run(0.3, key: 5)[0], Run(0.3, key: 5)[0]);

    [Fact]
    public void The_gradient_is_dropped_with_the_element()
    {
        Tensor x = Tensor.Input("x", DataType.Float, Rows, Columns);
        Tensor y = new Dropout().Apply(x, 0.4);
        using var feeds = new Feeds();
        feeds.Set(x, Enumerable.Repeat(1f, Rows * Columns).ToArray(), Rows, Columns).SetKey(3);
        using var parameters = new ParameterSet();
        using var session =
            new ForwardSession(parameters, new ComputeOptions { Threads = 1 }, [y, .. Gradients.Of(Op.ReduceSum(y, keep: false), [x])]);
        float[][] results = session.Run(feeds);
        Assert.Equal(results[0], results[1]);
    }

    private static float[][] Run(double rate, long key)
    {
        var dropout = new Dropout();
        Tensor x = Tensor.Input("x", DataType.Float, "rows", "columns");
        using var feeds = new Feeds();
        feeds.Set(x, Enumerable.Repeat(1f, Rows * Columns).ToArray(), Rows, Columns).SetKey(key);
        using var parameters = new ParameterSet();
        using var session =
            new ForwardSession(parameters, new ComputeOptions { Threads = 2 }, dropout.Apply(x, rate), dropout.Apply(x, rate));
        return session.Run(feeds);
    }

    private static void AssertShare(double expected, double tolerance, float[] numbers) =>
        Assert.InRange(numbers.Count(number => number == 0) / (double)numbers.Length, expected - tolerance, expected + tolerance);

    private static double Agreement(float[] one, float[] other) =>
        one.Zip(other).Count(pair => pair.First == pair.Second) / (double)one.Length;
}
