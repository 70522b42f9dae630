using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Training.Identification;

namespace EpmRl.Retrieval.Training.Tests.Identification;

public sealed class LogLinearObjectiveTests
{
    private const int Parameters = 24;
    private const int VectorsAt = 16;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_gradient_is_that_of_the_loss(int seed)
    {
        var random = new Random(seed);
        LogLinearExample[] examples = [.. Enumerable.Range(0, 12).Select(i => Example(random, independent: i % 3 == 0))];
        var objective = new LogLinearObjective(examples, Parameters, 0.3);
        double[] point = [.. Enumerable.Range(0, Parameters).Select(_ => random.NextDouble() - 0.5)];
        var gradient = new double[Parameters];
        objective.Evaluate(point, gradient);

        for (int i = 0; i < Parameters; i++)
        {
            const double Step = 1e-5;
            double up = At(objective, point, i, Step);
            double down = At(objective, point, i, -Step);
            Assert.Equal((up - down) / (2 * Step), gradient[i], 1e-6);
        }
    }

    [Fact]
    public void The_least_loss_is_found()
    {
        var random = new Random(5);
        var objective =
            new LogLinearObjective([.. Enumerable.Range(0, 20).Select(_ => Example(random, independent: false))], Parameters, 0.5);

        double[] best = Minimum.Find(Parameters, objective.Evaluate, 200, 1e-9, CancellationToken.None);

        var gradient = new double[Parameters];
        objective.Evaluate(best, gradient);
        Assert.All(gradient, slope => Assert.InRange(slope, -0.01, 0.01));
    }

    [Fact]
    public void A_search_can_be_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => Minimum.Find(2, (_, _) => 0, 10, 1e-6, cancelled.Token));
    }

    private static double At(LogLinearObjective objective, double[] point, int at, double step)
    {
        double[] moved = [.. point];
        moved[at] += step;
        return objective.Evaluate(moved, new double[Parameters]);
    }

    private static LogLinearExample Example(Random random, bool independent)
    {
        LogLinearChoice[] choices =
        [
            .. Enumerable.Range(0, 4).Select(i => new LogLinearChoice(
                [.. Enumerable.Range(0, i % 3).Select(_ => Features(random))], Features(random),
                i == 1 ? VectorsAt : i == 2 ? VectorsAt + 4 : -1)),
        ];
        var right = new bool[choices.Length];
        right[random.Next(choices.Length)] = true;
        right[random.Next(choices.Length)] = true;
        return new LogLinearExample(choices, right, independent, [.. Enumerable.Range(0, 4).Select(_ => random.NextDouble() - 0.5)]);
    }

    private static Feature[] Features(Random random) =>
        [.. Enumerable.Range(0, 5).Select(_ => new Feature(random.Next(VectorsAt), (float)random.NextDouble()))];
}
