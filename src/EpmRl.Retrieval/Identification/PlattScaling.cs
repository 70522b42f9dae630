namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Weighted logistic regression of "right" on one score, with Platt's smoothed targets, so that a probability never is 0 or 1.
/// </summary>
/// <remarks>
/// Source: Platt (1999), "Probabilistic outputs for support vector machines"; Newton steps with a ridge and step halving as Lin, Lin and
/// Weng (2007) give them. Departs from both: a falling curve (fewer right answers at higher scores) is noise of few samples, so it becomes
/// the flat curve at the base rate.
/// </remarks>
internal static class PlattScaling
{
    private const int MaxSteps = 100;
    private const double Ridge = 1e-9;

    /// <summary>Fits P(right | score) = 1 / (1 + exp(-(slope · score + intercept))).</summary>
    /// <param name="scores">[N].</param>
    /// <param name="right">[N].</param>
    /// <param name="weights">[N], each above or equal 0.</param>
    internal static (double Slope, double Intercept) Fit(
        ReadOnlySpan<double> scores, ReadOnlySpan<bool> right, ReadOnlySpan<double> weights)
    {
        double positive = 0;
        double negative = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            positive += right[i] ? weights[i] : 0;
            negative += right[i] ? 0 : weights[i];
        }

        double rightTarget = (positive + 1) / (positive + 2);
        double wrongTarget = 1 / (negative + 2);
        (double Slope, double Intercept) flat = (0, Math.Log((positive + 1) / (negative + 1)));
        (double slope, double intercept) = flat;
        double loss = Loss(slope, intercept, scores, right, weights, rightTarget, wrongTarget);
        for (int step = 0; step < MaxSteps; step++)
        {
            // Gradient (gs, gi) and Hessian ((ss, si), (si, ii)) of the cross-entropy.
            double gs = 0, gi = 0, ss = Ridge, si = 0, ii = Ridge;
            for (int i = 0; i < scores.Length; i++)
            {
                double p = Probability((slope * scores[i]) + intercept);
                double d = weights[i] * (p - (right[i] ? rightTarget : wrongTarget));
                double h = weights[i] * p * (1 - p);
                gs += d * scores[i];
                gi += d;
                ss += h * scores[i] * scores[i];
                si += h * scores[i];
                ii += h;
            }

            double determinant = (ss * ii) - (si * si);
            double ds = ((si * gi) - (ii * gs)) / determinant;
            double di = ((si * gs) - (ss * gi)) / determinant;
            double length = 1;
            double next = Loss(slope + ds, intercept + di, scores, right, weights, rightTarget, wrongTarget);
            while (!(next <= loss) && length > 1e-10)
            {
                length /= 2;
                next = Loss(slope + (length * ds), intercept + (length * di), scores, right, weights, rightTarget, wrongTarget);
            }

            if (!(next <= loss) || !double.IsFinite(ds + di))
            {
                break;
            }

            slope += length * ds;
            intercept += length * di;
            bool settled = loss - next < 1e-12 * (1 + loss);
            loss = next;
            if (settled)
            {
                break;
            }
        }

        return slope > 0 ? (slope, intercept) : flat;
    }

    private static double Loss(
        double slope, double intercept, ReadOnlySpan<double> scores, ReadOnlySpan<bool> right, ReadOnlySpan<double> weights,
        double rightTarget, double wrongTarget)
    {
        double sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            // -t·log p - (1-t)·log(1-p) with z = slope·score + intercept, without overflow: log(1 + e^-|z|) + max(z, 0) - t·z.
            double z = (slope * scores[i]) + intercept;
            double target = right[i] ? rightTarget : wrongTarget;
            sum += weights[i] * (Math.Log(1 + Math.Exp(-Math.Abs(z))) + Math.Max(z, 0) - (target * z));
        }

        return sum;
    }

    private static double Probability(double z) => z >= 0 ? 1 / (1 + Math.Exp(-z)) : Math.Exp(z) / (1 + Math.Exp(z));
}
