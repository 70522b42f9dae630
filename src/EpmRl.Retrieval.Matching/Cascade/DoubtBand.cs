namespace EpmRl.Retrieval.Matching;

/// <summary>The probabilities at which a fast matcher's word is not enough: those from <c>Low</c> to <c>High</c>, both included.</summary>
/// <param name="Low">Below it the fast matcher decides alone that two listings are not the same.</param>
/// <param name="High">Above it the fast matcher decides alone that they are.</param>
internal readonly record struct DoubtBand(double Low, double High)
{
    /// <summary>No doubt: nothing is sent.</summary>
    public static DoubtBand None => new(double.PositiveInfinity, double.NegativeInfinity);

    /// <summary>Nothing but doubt: everything is sent.</summary>
    public static DoubtBand All => new(0, 1);

    /// <summary>Whether it has no probability at all.</summary>
    public bool IsEmpty => Low > High;

    /// <summary>Whether a probability lies in it.</summary>
    public bool Contains(double probability) => probability >= Low && probability <= High;

    /// <summary>
    /// The narrowest band outside of which the fast matcher is right as often as demanded: of the pairs above it that share are the same,
    /// of those below it that share are not. Its ends are on both sides of the threshold, since the fast matcher says "same" from there on.
    /// </summary>
    /// <param name="labelled">Probabilities of "same" with the truth, of pairs that the fast matcher was not trained on.</param>
    /// <param name="precision">The share demanded, in (0, 1].</param>
    /// <param name="threshold">Probability from which the fast matcher says "same".</param>
    public static DoubtBand ForPrecision(
        IEnumerable<(double Probability, bool IsSame)> labelled, double precision, double threshold = 0.5)
    {
        ArgumentNullException.ThrowIfNull(labelled);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(precision);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, 1);
        Step[] steps = StepsOf(labelled);
        int above = steps.Length; // steps from here on are decided alone as same
        for (int i = steps.Length - 1, all = 0, same = 0; i >= 0 && steps[i].Probability >= threshold; i--)
        {
            (all, same) = (all + steps[i].Pairs, same + steps[i].Same);
            above = same >= precision * all ? i : above;
        }

        int below = -1; // steps up to here are decided alone as not the same
        for (int i = 0, all = 0, same = 0; i < steps.Length && steps[i].Probability < threshold; i++)
        {
            (all, same) = (all + steps[i].Pairs, same + steps[i].Same);
            below = all - same >= precision * all ? i : below;
        }

        // Where the sides touch, each is right as often as demanded up to the threshold: nothing is in doubt.
        return below + 1 <= above - 1 ? new DoubtBand(steps[below + 1].Probability, steps[above - 1].Probability) : None;
    }

    /// <summary>
    /// The band that holds most of the fast matcher's errors, of those that hold at most a share of the pairs; of equal ones that with
    /// fewer pairs.
    /// </summary>
    /// <param name="labelled">Probabilities of "same" with the truth, of pairs that the fast matcher was not trained on.</param>
    /// <param name="share">Share of pairs that may be sent, in [0, 1].</param>
    /// <param name="threshold">Probability from which the fast matcher says "same".</param>
    public static DoubtBand ForBudget(IEnumerable<(double Probability, bool IsSame)> labelled, double share, double threshold = 0.5)
    {
        ArgumentNullException.ThrowIfNull(labelled);
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        Step[] steps = StepsOf(labelled);
        double budget = share * steps.Sum(step => (double)step.Pairs);
        (int Errors, int Pairs, DoubtBand Band) best = (0, 0, None);
        for (int first = 0, last = 0, pairs = 0, errors = 0; last < steps.Length; last++)
        {
            pairs += steps[last].Pairs;
            errors += ErrorsOf(steps[last], threshold);
            for (; pairs > budget && first <= last; first++)
            {
                pairs -= steps[first].Pairs;
                errors -= ErrorsOf(steps[first], threshold);
            }

            // A step without errors at the left only costs.
            for (; first < last && ErrorsOf(steps[first], threshold) == 0; first++)
            {
                pairs -= steps[first].Pairs;
            }

            if (errors > best.Errors || (errors == best.Errors && errors > 0 && pairs < best.Pairs))
            {
                best = (errors, pairs, new DoubtBand(steps[first].Probability, steps[last].Probability));
            }
        }

        return best.Band;
    }

    private static int ErrorsOf(Step step, double threshold) => step.Probability >= threshold ? step.Pairs - step.Same : step.Same;

    // Pairs of one probability cannot be separated, so they are sent or kept together.
    private static Step[] StepsOf(IEnumerable<(double Probability, bool IsSame)> labelled) =>
    [
        .. labelled.GroupBy(pair => pair.Probability)
            .OrderBy(group => group.Key)
            .Select(group => new Step(group.Key, group.Count(), group.Count(pair => pair.IsSame))),
    ];

    private readonly record struct Step(double Probability, int Pairs, int Same);
}
