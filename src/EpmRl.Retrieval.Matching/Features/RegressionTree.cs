namespace EpmRl.Retrieval.Matching;

/// <summary>A binary regression tree. A node goes left where its feature is at most its threshold.</summary>
/// <param name="features">Feature of each node.</param>
/// <param name="thresholds">Threshold of each node.</param>
/// <param name="left">The next node, or the complement (<c>~</c>) of a leaf.</param>
/// <param name="right">The same for larger features.</param>
/// <param name="leaves">The values of the leaves.</param>
internal sealed class RegressionTree(int[] features, float[] thresholds, int[] left, int[] right, float[] leaves)
{
    /// <summary>Feature of each node.</summary>
    public int[] Features => features;

    /// <summary>Threshold of each node.</summary>
    public float[] Thresholds => thresholds;

    /// <summary>The next node for small features, or the complement of a leaf.</summary>
    public int[] Left => left;

    /// <summary>The next node for large features, or the complement of a leaf.</summary>
    public int[] Right => right;

    /// <summary>The values of the leaves.</summary>
    public float[] Leaves => leaves;

    /// <summary>The value of some features.</summary>
    public float Score(ReadOnlySpan<float> values)
    {
        if (features.Length == 0)
        {
            return leaves[0];
        }

        int node = 0;
        while (node >= 0)
        {
            node = values[features[node]] <= thresholds[node] ? left[node] : right[node];
        }

        return leaves[~node];
    }

    /// <summary>Whether every node leads to a later node or a leaf, and every feature exists: a damaged file must not loop.</summary>
    public bool IsSound(int featureCount)
    {
        bool Leads(int from, int to) => to >= 0 ? to > from && to < features.Length : ~to < leaves.Length;
        return leaves.Length == features.Length + 1 && thresholds.Length == features.Length
            && left.Length == features.Length && right.Length == features.Length
            && Enumerable.Range(0, features.Length).All(node =>
                (uint)features[node] < featureCount && Leads(node, left[node]) && Leads(node, right[node]));
    }
}
