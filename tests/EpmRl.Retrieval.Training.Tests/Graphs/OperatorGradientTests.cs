using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Tests.Graphs;

/// <summary>Each operator's gradient against central differences, in double.</summary>
public sealed class OperatorGradientTests
{
    private const double Step = 1e-5, Tolerance = 2e-7;

    public static TheoryData<string> Names => [.. OperatorCase.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_gradient_equals_finite_differences_for_shapes_known_beforehand(string name) =>
        Check(OperatorCase.All[name], (shape, _) => [.. shape.Select(size => (Dimension)size)]);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_gradient_equals_finite_differences_for_shapes_known_at_the_run(string name) =>
        Check(OperatorCase.All[name], (shape, operand) =>
            [.. shape.Select((size, axis) => NeedsNumber(name) ? (Dimension)size : $"d{operand}.{axis}")]);

    // Some operators are others in float: fused ones that know no doubles.
    [Theory]
    [MemberData(nameof(Names))]
    public void A_gradient_in_float_equals_that_in_double(string name)
    {
        OperatorCase @case = OperatorCase.All[name];
        float[][] inFloat = Run(@case, DataType.Float), inDouble = Run(@case, DataType.Double);
        for (int i = 0; i < inFloat.Length; i++)
        {
            float largest = Math.Max(1, inDouble[i].Max(Math.Abs));
            Assert.All(inFloat[i].Zip(inDouble[i]), pair => Assert.Equal(pair.Second, pair.First, 1e-4f * largest));
        }
    }

    [Fact]
    public void A_gradient_passes_through_a_cast_in_the_operands_type()
    {
        Tensor x = Tensor.Input("x", DataType.Double, 2);
        Tensor loss = Op.ReduceSum(Op.Cast(x, DataType.Float) * Tensor.Constant<float>(DataType.Float, [2, 3], 2), keep: false);
        using var backward = new Computation(Gradients.Of(loss, [x]));
        using var feeds = new Feeds();
        Assert.Equal([2.0, 3.0], backward.Run(feeds.Set(x, new double[2], 2))[0]);
    }

    [Fact]
    public void No_gradient_passes_a_detached_value()
    {
        Tensor x = Tensor.Input("x", DataType.Double, 2);
        using var backward = new Computation(Gradients.Of(Op.ReduceSum(x * Op.Detach(x), keep: false), [x]));
        using var feeds = new Feeds();
        Assert.Equal([5.0, 7.0], backward.Run(feeds.Set(x, [5.0, 7.0], 2))[0]); // 2x without it
    }

    [Fact]
    public void A_tensor_that_the_loss_does_not_depend_on_is_refused_by_name()
    {
        Tensor x = Tensor.Input("x", DataType.Double, 2), other = Tensor.Input("other", DataType.Double, 2);
        var error = Assert.Throws<ArgumentException>(() => Gradients.Of(Op.ReduceSum(x, keep: false), [x, other]));
        Assert.Contains("other", error.Message, StringComparison.Ordinal);
    }

    // These reshape to a width that the network knows.
    private static bool NeedsNumber(string name) => name is "masked mean" or "rotary positions";

    // The result's and the operands' gradients.
    private static float[][] Run(OperatorCase @case, DataType type)
    {
        var random = new Random(5);
        Tensor[] inputs = [.. @case.Shapes.Select((shape, i) => Tensor.Input($"x{i}", type, [.. shape.Select(size => (Dimension)size)]))];
        using var feeds = new Feeds();
        for (int i = 0; i < inputs.Length; i++)
        {
            feeds.Set(
                inputs[i], Array.ConvertAll(Numbers(random, @case.Shapes[i], @case.IsPositive), number => (float)number), @case.Shapes[i]);
        }

        Tensor result = @case.Result(inputs);
        using var parameters = new ParameterSet(type);
        using var session = new ForwardSession(
            parameters, new ComputeOptions { Threads = 1 }, [result, .. Gradients.Of(Op.ReduceSum(result * result, keep: false), inputs)]);
        return session.Run(feeds);
    }

    private static void Check(OperatorCase @case, Func<long[], int, Dimension[]> symbols)
    {
        var random = new Random(5);
        Tensor[] inputs = [.. @case.Shapes.Select((shape, i) => Tensor.Input($"x{i}", DataType.Double, symbols(shape, i)))];
        double[][] values = [.. @case.Shapes.Select(shape => Numbers(random, shape, @case.IsPositive))];
        using var feeds = new Feeds();
        for (int i = 0; i < inputs.Length; i++)
        {
            feeds.Set(inputs[i], values[i], @case.Shapes[i]);
        }

        // The sum of results times a different number each, so that no two mix-ups cancel.
        Tensor result = @case.Result(inputs);
        Tensor numbers = Op.Reshape(Operation.Standard(
            "Range", [Tensor.Scalar(DataType.Int64, 1), Op.CountOf(result) + 1, Tensor.Scalar(DataType.Int64, 1)], DataType.Int64,
            [Dimension.Unknown], null), Dimension.Unknown);
        Tensor loss = Op.ReduceSum(result * Op.ReshapeAs(Op.Cast(numbers, DataType.Double), result) * 0.1, keep: false);
        using var forward = new Computation(loss);
        using var backward = new Computation(Gradients.Of(loss, inputs));
        double[][] gradients = backward.Run(feeds);
        for (int i = 0; i < inputs.Length; i++)
        {
            Assert.Equal(values[i].Length, gradients[i].Length);
            for (int at = 0; at < values[i].Length; at++)
            {
                double number = values[i][at];
                values[i][at] = number + Step; // the feed uses the array in place
                double above = forward.Run(feeds)[0][0];
                values[i][at] = number - Step;
                double below = forward.Run(feeds)[0][0];
                values[i][at] = number;
                double expected = (above - below) / (2 * Step);
                Assert.True(Math.Abs(expected - gradients[i][at]) <= Tolerance * Math.Max(1, Math.Abs(expected)),
                    $"operand {i}, element {at}: {gradients[i][at]:R}, finite difference {expected:R}");
            }
        }
    }

    private static double[] Numbers(Random random, long[] shape, bool isPositive)
    {
        var numbers = new double[shape.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = isPositive ? 0.5 + random.NextDouble() : 3 * random.NextDouble() - 1.5;
        }

        return numbers;
    }
}
