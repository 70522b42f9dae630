namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Gives each listing of two linked lists one partner at most, before they are clustered. People's decisions outrank it.
/// </summary>
/// <param name="threshold">Probability that a pair must reach.</param>
/// <param name="isOn">Whether it does anything.</param>
internal sealed class LinkAssignment(double threshold, bool isOn)
{
    /// <summary>How many parts of the last run were too large to be assigned exactly.</summary>
    public int GreedyParts { get; private set; }

    /// <summary>Adds the assignment to what is clustered.</summary>
    /// <param name="input">Two lists, the left one first.</param>
    public ClusterInput ApplyTo(ClusterInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return isOn ? input with { Choose = pairs => Choose(pairs, input) } : input;
    }

    private IReadOnlyList<ScoredPair> Choose(IReadOnlyList<ScoredPair> pairs, ClusterInput input)
    {
        var decided = new Dictionary<(int, int), PairConstraint>();
        var taken = new HashSet<int>(); // listings whose partner a person named
        foreach ((int left, int right, PairConstraint constraint) in input.Decisions)
        {
            decided[(left, right)] = constraint;
            if (constraint == PairConstraint.MustLink)
            {
                taken.Add(left);
                taken.Add(right);
            }
        }

        (IReadOnlyList<ScoredPair> chosen, GreedyParts) = OneToOneAssignment.Run(
            pairs.Where(pair => !decided.ContainsKey((pair.Left, pair.Right)) && !taken.Contains(pair.Left) && !taken.Contains(pair.Right)),
            threshold);
        return chosen;
    }
}
