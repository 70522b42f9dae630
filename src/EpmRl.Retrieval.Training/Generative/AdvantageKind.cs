using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>The advantages that a run may choose, by the names of the literature.</summary>
internal enum AdvantageKind
{
    /// <summary>GRPO (arXiv:2402.03300): rewards are summed, then normalised in their group; an answer weighs 1 over its length.</summary>
    Group,

    /// <summary>Dr. GRPO (arXiv:2503.20783): less the group's mean, no deviation, no length.</summary>
    GroupMean,

    /// <summary>RLOO (arXiv:2402.14740): less the mean of the others.</summary>
    LeaveOneOut,

    /// <summary>RLOO for each part of the reward, all but the label's scaled to one variance (after GDPO, arXiv:2601.05242).</summary>
    LeaveOneOutByPart,
}

/// <summary>Computes the advantages of a run's choice.</summary>
internal static class AdvantageKinds
{
    /// <summary>The advantages of groups of answers.</summary>
    /// <param name="kind">The choice.</param>
    /// <param name="rewards">The rewards, the answers to one prompt together.</param>
    /// <param name="groupSize">Answers to a prompt, 2 or more.</param>
    /// <param name="weights">The reward's weights.</param>
    public static AdvantageBatch Of(AdvantageKind kind, IReadOnlyList<RewardBreakdown> rewards, int groupSize, RewardOptions weights)
    {
        var options = new AdvantageOptions
        {
            Rule = kind switch
            {
                AdvantageKind.Group => AdvantageRule.GroupNormalised,
                AdvantageKind.GroupMean => AdvantageRule.GroupMean,
                _ => AdvantageRule.LeaveOneOut,
            },
        };
        return kind == AdvantageKind.LeaveOneOutByPart
            ? Advantages.ByPart([.. rewards.Select(reward => reward.ToRow())], groupSize, options with
            {
                ScalesParts = true, Unscaled = Unscaled(), PartWeights = WeightsOf(weights),
            })
            : Advantages.Of([.. rewards.Select(reward => reward.Total)], groupSize, options);
    }

    // The label's parts, and the form's in the last column, have their size for a meaning.
    private static HashSet<int> Unscaled() =>
        [.. Enumerable.Range(0, RewardParts.All.Count).Where(i => RewardParts.SeesLabel(RewardParts.All[i])), RewardParts.All.Count];

    private static double[] WeightsOf(RewardOptions weights) =>
        [.. RewardParts.All.Select(part => RewardParts.SeesLabel(part) ? 1 : weights.WeightOf(part)), 1];
}
