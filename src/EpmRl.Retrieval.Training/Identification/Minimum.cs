using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace EpmRl.Retrieval.Training.Identification;

/// <summary>Minimises a smooth function by L-BFGS (Liu and Nocedal, 1989).</summary>
internal static class Minimum
{
    private const int Memory = 10;

    /// <summary>Finds the best point.</summary>
    /// <param name="parameters">Number of parameters; the search starts at zero.</param>
    /// <param name="evaluate">The function: takes a point, fills its gradient, returns its value.</param>
    /// <param name="steps">Most steps.</param>
    /// <param name="tolerance">Ends when a step gains less than this share of the value.</param>
    /// <param name="cancellationToken">Checked at every evaluation.</param>
    public static double[] Find(
        int parameters, Func<double[], double[], double> evaluate, int steps, double tolerance, CancellationToken cancellationToken)
    {
        double[] best = new double[parameters];
        double lowest = double.MaxValue;
        IObjectiveFunction objective = ObjectiveFunction.Gradient(point =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            double[] weights = point.AsArray() ?? point.ToArray();
            var gradient = new double[parameters];
            double value = evaluate(weights, gradient);
            if (value < lowest)
            {
                lowest = value;
                best = [.. weights];
            }

            return (value, Vector<double>.Build.Dense(gradient));
        });
        try
        {
            new LimitedMemoryBfgsMinimizer(1e-3, 1e-9, tolerance, Memory, steps)
                .FindMinimum(objective, Vector<double>.Build.Dense(parameters));
        }
        catch (Exception e) when (e is OptimizationException or MaximumIterationsException)
        {
            // Out of steps, or the line search gains nothing more: the best point so far is the answer.
        }

        return best;
    }
}
