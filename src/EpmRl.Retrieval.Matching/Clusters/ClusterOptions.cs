namespace EpmRl.Retrieval.Matching;

/// <summary>How listings are clustered.</summary>
internal sealed record ClusterOptions
{
    /// <summary>The method.</summary>
    public ClusterMethod Method { get; init; } = ClusterMethod.Agglomerative;

    /// <summary>Probability from which a pair counts as the same product, in (0, 1).</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>Thresholds of categories that differ; a pair across two categories must reach the higher one.</summary>
    public IReadOnlyDictionary<string, double> CategoryThresholds { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// A pair below this probability whose verdict is not <see cref="MatchVerdict.Same"/> counts as a conflict, in [0, 1].
    /// </summary>
    public double Floor { get; init; } = 0.05;

    /// <summary>Share of the known pairs between two clusters that may be conflicts before they cannot join, in [0, 1].</summary>
    public double ConflictShare { get; init; } = 0.1;

    /// <summary>
    /// What the pairs between two clusters must reach on average, on a scale that has the threshold at one half, in (0, 0.5]. Below one
    /// half, since titles of one product may be far apart while an accepted pair connects them.
    /// </summary>
    public double JoinLevel { get; init; } = 0.35;

    /// <summary>
    /// Weight of a pair that was never compared, beside 1 for a compared one, in [0, 1]. Such a pair was no candidate, which speaks against
    /// it a little: a long chain has many.
    /// </summary>
    public double UnknownWeight { get; init; } = 0.2;

    /// <summary>
    /// Probability that a bridge must reach, in [0, 1]; a bridge is the only pair that connects two groups of two or more. Null for the
    /// middle between the threshold and 1.
    /// </summary>
    public double? BridgeThreshold { get; init; }

    /// <summary>Clusters of more listings are sent to review; 0 for no limit.</summary>
    public int MaxSize { get; init; } = 1000;

    /// <summary>The bridge threshold in force for a pair's threshold.</summary>
    internal double BridgeFor(double threshold) => BridgeThreshold ?? (1 + threshold) / 2;

    /// <summary>Throws where a value is out of its range.</summary>
    /// <exception cref="InvalidRequestException">It names the value and its range.</exception>
    public void ThrowIfInvalid()
    {
        ThrowIfOutside(Threshold is > 0 and < 1, "threshold", Threshold, "above 0 and below 1");
        foreach ((string category, double threshold) in CategoryThresholds)
        {
            ThrowIfOutside(threshold is > 0 and < 1, $"threshold of '{category}'", threshold, "above 0 and below 1");
        }

        ThrowIfOutside(Floor is >= 0 and <= 1, "floor", Floor, "from 0 to 1");
        ThrowIfOutside(ConflictShare is >= 0 and <= 1, "share of conflicts", ConflictShare, "from 0 to 1");
        ThrowIfOutside(JoinLevel is > 0 and <= 0.5, "level of joins", JoinLevel, "above 0 and up to 0.5");
        ThrowIfOutside(UnknownWeight is >= 0 and <= 1, "weight of pairs that were not compared", UnknownWeight, "from 0 to 1");
        ThrowIfOutside(BridgeThreshold is null or (>= 0 and <= 1), "bridge threshold", BridgeThreshold ?? 0, "from 0 to 1");
        ThrowIfOutside(MaxSize >= 0, "largest size", MaxSize, "0 or more");
    }

    private static void ThrowIfOutside(bool isRight, string name, double found, string expected)
    {
        if (!isRight)
        {
            throw new InvalidRequestException(FormattableString.Invariant($"The {name} is {found}, expected {expected}."));
        }
    }
}
