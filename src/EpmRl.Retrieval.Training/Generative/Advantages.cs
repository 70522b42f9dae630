namespace EpmRl.Retrieval.Training.Generative;

/// <summary>Advantages of sampled answers from their rewards, group by group.</summary>
internal static class Advantages
{
    /// <summary>Keeps a division by the standard deviation finite, as the reference does (TRL, <c>GRPOTrainer</c>).</summary>
    public const double Epsilon = 1e-4;

    /// <summary>Advantages of one group.</summary>
    /// <param name="rewards">[G] rewards of answers to one prompt, G at least 2.</param>
    /// <param name="rule">The rule.</param>
    /// <returns>[G].</returns>
    /// <exception cref="ArgumentException">The group has fewer than two answers, or a reward is not finite.</exception>
    public static double[] Of(ReadOnlySpan<double> rewards, AdvantageRule rule)
    {
        int size = rewards.Length;
        if (size < 2)
        {
            throw new ArgumentException($"A group has {size} answers. Expected at least 2: advantages compare them.", nameof(rewards));
        }

        double sum = 0;
        foreach (double reward in rewards)
        {
            sum += double.IsFinite(reward) ? reward
                : throw new ArgumentException($"A reward is {reward}. Expected a finite number.", nameof(rewards));
        }

        double mean = sum / size, deviation = rule == AdvantageRule.GroupNormalised ? Deviation(rewards, mean) + Epsilon : 1;
        double[] advantages = new double[size];
        for (int i = 0; i < size; i++)
        {
            // r_i − (Σ r − r_i) / (G − 1) = (r_i − mean) G / (G − 1)
            advantages[i] = rule == AdvantageRule.LeaveOneOut
                ? rewards[i] - ((sum - rewards[i]) / (size - 1))
                : (rewards[i] - mean) / deviation;
        }

        return advantages;
    }

    /// <summary>Advantages of a batch from its summed rewards.</summary>
    /// <param name="rewards">[N] rewards, the answers to one prompt together.</param>
    /// <param name="groupSize">G, answers a prompt; N is a multiple of it.</param>
    /// <param name="options">The rule and the scaling.</param>
    /// <exception cref="ArgumentException">N is no multiple of G, G is below 2, or a reward is not finite.</exception>
    public static AdvantageBatch Of(IReadOnlyList<double> rewards, int groupSize, AdvantageOptions options)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        return ByPart([.. rewards.Select(reward => new[] { reward })], groupSize, options);
    }

    /// <summary>Advantages of a batch, each part of the reward compared within its group on its own, then summed.</summary>
    /// <remarks>
    /// Summing first and normalising then would map different rewards onto one advantage (GDPO, arXiv 2601.05242). A part that is equal
    /// within a group is dropped there; a group whose parts are all equal is masked.
    /// </remarks>
    /// <param name="parts">[N][P] contributions of the parts, the answers to one prompt together: <c>RewardBreakdown.ToRow</c>.</param>
    /// <param name="groupSize">G, answers a prompt; N is a multiple of it.</param>
    /// <param name="options">The rule and the scaling.</param>
    /// <exception cref="ArgumentException">
    /// N is no multiple of G, G is below 2, rows or weights differ in length, or a reward is not finite.
    /// </exception>
    public static AdvantageBatch ByPart(IReadOnlyList<double[]> parts, int groupSize, AdvantageOptions options)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(options);
        int columns = parts.Count == 0 ? 0 : parts[0].Length;
        if (groupSize < 2 || parts.Count % groupSize != 0)
        {
            throw new ArgumentException(
                $"{parts.Count} answers are no whole number of groups of {groupSize}, each at least 2.", nameof(groupSize));
        }

        if (parts.Any(row => row.Length != columns) || (options.PartWeights is { } stated && stated.Count != columns))
        {
            throw new ArgumentException($"A row or the weights differ in length from the first row's {columns} parts.", nameof(parts));
        }

        var values = new double[parts.Count];
        var masked = new bool[parts.Count / groupSize];
        int flat = 0;
        double[] rewards = new double[groupSize];
        for (int group = 0; group < masked.Length; group++)
        {
            int first = group * groupSize;
            bool varies = false;
            for (int part = 0; part < columns; part++)
            {
                for (int i = 0; i < groupSize; i++)
                {
                    rewards[i] = parts[first + i][part];
                }

                double[] advantages = Of(rewards, options.Rule);
                if (rewards.Max() - rewards.Min() <= options.LeastRange)
                {
                    flat++;
                    continue;
                }

                varies = true;
                double scale = options.PartWeights?[part] ?? 1;
                if (options.ScalesParts && options.Rule != AdvantageRule.GroupNormalised && !options.Unscaled.Contains(part))
                {
                    scale /= Deviation(rewards, rewards.Average()) + Epsilon;
                }

                for (int i = 0; i < groupSize; i++)
                {
                    values[first + i] += scale * advantages[i];
                }
            }

            masked[group] = !varies;
        }

        return new AdvantageBatch(Scaled(values, masked, groupSize, options), masked, flat);
    }

    // Over the answers that teach: masked groups would only shrink the deviation.
    private static float[] Scaled(double[] values, bool[] masked, int groupSize, AdvantageOptions options)
    {
        double[] taught = [.. values.Where((_, i) => !masked[i / groupSize])];
        double scale = options.ScalesBatch && taught.Length > 1 ? 1 / (Deviation(taught, taught.Average()) + Epsilon) : 1;
        return [.. values.Select(value => (float)(value * scale))];
    }

    // With n − 1.
    private static double Deviation(ReadOnlySpan<double> values, double mean)
    {
        double squares = 0;
        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return Math.Sqrt(squares / (values.Length - 1));
    }
}
