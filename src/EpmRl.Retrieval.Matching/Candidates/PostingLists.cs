namespace EpmRl.Retrieval.Matching;

/// <summary>The texts that have each feature, ascending: the rows of a list, transposed.</summary>
internal sealed class PostingLists
{
    private readonly int[] starts = new int[TextFeatures.Buckets + 1];
    private readonly int[] rows;

    /// <summary>Transposes rows.</summary>
    public PostingLists(SparseRows list)
    {
        for (int row = 0; row < list.Count; row++)
        {
            foreach (int feature in list[row])
            {
                starts[feature + 1]++;
            }
        }

        for (int feature = 0; feature < TextFeatures.Buckets; feature++)
        {
            starts[feature + 1] += starts[feature];
        }

        rows = new int[starts[^1]];
        int[] next = starts[..^1];
        for (int row = 0; row < list.Count; row++)
        {
            foreach (int feature in list[row])
            {
                rows[next[feature]++] = row;
            }
        }
    }

    /// <summary>The texts that have a feature.</summary>
    public ReadOnlySpan<int> this[int feature] => rows.AsSpan(starts[feature]..starts[feature + 1]);

    /// <summary>How many they are.</summary>
    public int CountOf(int feature) => starts[feature + 1] - starts[feature];
}
