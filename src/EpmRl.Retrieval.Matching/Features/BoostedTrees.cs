namespace EpmRl.Retrieval.Matching;

/// <summary>
/// A sum of binary regression trees, as gradient boosting makes it (Friedman, Greedy function approximation, 2001); its sum is a log-odds.
/// </summary>
/// <param name="trees">The trees.</param>
internal sealed class BoostedTrees(IReadOnlyList<RegressionTree> trees)
{
    /// <summary>The trees.</summary>
    public IReadOnlyList<RegressionTree> Trees => trees;

    /// <summary>The log-odds of some features.</summary>
    public double Score(ReadOnlySpan<float> features)
    {
        double sum = 0;
        foreach (RegressionTree tree in trees)
        {
            sum += tree.Score(features);
        }

        return sum;
    }

    /// <summary>The probability of some features.</summary>
    public double Probability(ReadOnlySpan<float> features) => 1 / (1 + Math.Exp(-Score(features)));
}
