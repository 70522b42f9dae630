namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Joins the log-odds of the trees and of a pair encoder: a logistic model, fitted to pairs whose products neither was trained on.
/// </summary>
/// <param name="Trees">Factor of the trees' calibrated log-odds.</param>
/// <param name="Encoder">Factor of the encoder's log-odds.</param>
/// <param name="Offset">What is added.</param>
/// <param name="SameFrom">The least probability of the verdict <c>same</c>, in (0, 1).</param>
/// <param name="DifferentTo">The largest probability of a certain other verdict.</param>
internal sealed record PairJoin(double Trees, double Encoder, double Offset, double SameFrom, double DifferentTo)
{
    private const double Most = 6; // a network's certainty is bounded

    /// <summary>Whether a pair is worth reading: the encoder may change whether it is <c>same</c>.</summary>
    /// <param name="trees">The trees' calibrated log-odds.</param>
    public bool IsDoubtful(double trees)
    {
        double threshold = Math.Log(SameFrom / (1 - SameFrom));
        return LogOdds(trees, -Most) < threshold && LogOdds(trees, Most) >= threshold;
    }

    /// <summary>What the encoder says, bounded.</summary>
    public static double Bounded(double encoder) => Math.Clamp(encoder, -Most, Most);

    /// <summary>The joined log-odds.</summary>
    public double LogOdds(double trees, double encoder) => (Trees * trees) + (Encoder * Bounded(encoder)) + Offset;
}
