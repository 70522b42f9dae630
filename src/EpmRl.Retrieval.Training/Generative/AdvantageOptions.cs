namespace EpmRl.Retrieval.Training.Generative;

/// <summary>How advantages are computed.</summary>
internal sealed record AdvantageOptions
{
    /// <summary>The rule within a group.</summary>
    public AdvantageRule Rule { get; init; } = AdvantageRule.LeaveOneOut;

    /// <summary>
    /// Whether each part of the reward is scaled to the variance of one in its group before they are summed (GDPO, arXiv 2601.05242).
    /// Without scaling the sum over parts equals the rule on the summed reward for <see cref="AdvantageRule.GroupMean"/> and
    /// <see cref="AdvantageRule.LeaveOneOut"/>, which are linear.
    /// </summary>
    public bool ScalesParts { get; init; }

    /// <summary>
    /// Columns of parts that are never scaled by parts: the label's, whose size is its meaning. Ignored without
    /// <see cref="ScalesParts"/>.
    /// </summary>
    public IReadOnlySet<int> Unscaled { get; init; } = new HashSet<int>();

    /// <summary>
    /// Factor of each column after scaling, of the length of a row; null for 1. Rows hold contributions, so weights are in them already;
    /// scaled parts lose them, and get these instead.
    /// </summary>
    public IReadOnlyList<double>? PartWeights { get; init; }

    /// <summary>Whether all advantages are divided by their standard deviation over the batch (Lite PPO, arXiv 2508.08221).</summary>
    public bool ScalesBatch { get; init; }

    /// <summary>Range of rewards up to which a group or part has no variance; at least 0.</summary>
    public double LeastRange { get; init; } = 1e-9;
}
