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
    private const double Certain = 5.3; // a probability of 0.995: beyond it the encoder would change nothing
    private const double Most = 6; // a network's certainty is bounded

    /// <summary>Whether a pair is worth reading.</summary>
    /// <param name="trees">The trees' calibrated log-odds.</param>
    public static bool IsDoubtful(double trees) => Math.Abs(trees) < Certain;

    /// <summary>What the encoder says, bounded.</summary>
    public static double Bounded(double encoder) => Math.Clamp(encoder, -Most, Most);

    /// <summary>The joined log-odds.</summary>
    public double LogOdds(double trees, double encoder) => (Trees * trees) + (Encoder * Bounded(encoder)) + Offset;
}
