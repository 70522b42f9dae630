using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>Fits how the trees and a pair encoder are joined.</summary>
internal static class PairJoinFit
{
    private const double Ridge = 1e-3;
    private const int Samples = 101; // of the bootstrap (Efron, 1979)
    private const double SureOfOther = 0.25; // of the threshold, as for the trees alone

    /// <summary>Fits a logistic model by Newton steps.</summary>
    /// <param name="scored">
    /// Calibrated log-odds of the trees, log-odds of the encoder, the truth and the weight; of products that neither was trained on.
    /// </param>
    public static PairJoin Of(IReadOnlyList<(double Trees, double Encoder, bool Same, float Weight)> scored)
    {
        ArgumentNullException.ThrowIfNull(scored);
        MathNet.Numerics.LinearAlgebra.Vector<double> solution = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense([1, 0, 0]);
        for (int round = 0; round < 50; round++)
        {
            var gradient = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(3);
            MathNet.Numerics.LinearAlgebra.Matrix<double> curvature =
                MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseIdentity(3) * Ridge;
            foreach ((double trees, double encoder, bool same, float weight) in scored)
            {
                MathNet.Numerics.LinearAlgebra.Vector<double> x =
                    MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense([trees, PairJoin.Bounded(encoder), 1]);
                double probability = 1 / (1 + Math.Exp(-solution.DotProduct(x)));
                gradient += x * (weight * (probability - (same ? 1 : 0)));
                curvature += x.OuterProduct(x) * (weight * probability * (1 - probability));
            }

            MathNet.Numerics.LinearAlgebra.Vector<double> step = curvature.Solve(gradient);
            solution -= step;
            if (step.L2Norm() < 1e-8)
            {
                break;
            }
        }

        var join = new PairJoin(solution[0], solution[1], solution[2], 0.5, 0.125);
        double threshold = ThresholdOf([.. scored.Select(pair => (
            1 / (1 + Math.Exp(-join.LogOdds(pair.Trees, pair.Encoder))), pair.Same, (double)pair.Weight))]);
        return join with { SameFrom = threshold, DifferentTo = threshold * SureOfOther };
    }

    // The curve of F1 is flat and ragged at its top: one fold's best threshold is chance, the median of resampled ones is not.
    private static double ThresholdOf((double, bool, double)[] scored)
    {
        Random random = Seeds.Random(Samples);
        double[] best = [.. Enumerable.Range(0, Samples).Select(_ => MatchFigures.BestThreshold(
            [.. Enumerable.Range(0, scored.Length).Select(_ => scored[random.Next(scored.Length)])])).Order()];
        return best[Samples / 2];
    }
}
