namespace EpmRl.Retrieval.Training.Generative;

/// <summary>How the rewards of a group of answers to one prompt become advantages.</summary>
internal enum AdvantageRule
{
    /// <summary>A_i = (r_i − mean) / (std + 1e-4), std with n − 1: GRPO (arXiv 2402.03300).</summary>
    GroupNormalised,

    /// <summary>A_i = r_i − mean: Dr. GRPO (arXiv 2503.20783), without the bias towards groups of little variance.</summary>
    GroupMean,

    /// <summary>A_i = r_i − mean of the others: RLOO (arXiv 2402.14740), unbiased.</summary>
    LeaveOneOut,
}
