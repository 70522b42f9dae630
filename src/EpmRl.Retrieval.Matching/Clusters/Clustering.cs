namespace EpmRl.Retrieval.Matching;

/// <summary>Listings in clusters.</summary>
/// <param name="ClusterOf">The cluster of each listing, by position; clusters are numbered from 0 by their first listing.</param>
/// <param name="Clusters">The positions of each cluster's listings, ascending.</param>
/// <param name="Bridges">How many pairs alone connected two groups of two or more listings, before any was cut.</param>
/// <param name="CutBridges">How many of them were cut.</param>
internal sealed record Clustering(int[] ClusterOf, IReadOnlyList<int[]> Clusters, int Bridges, int CutBridges)
{
    /// <summary>Numbers clusters, given as any labels.</summary>
    /// <param name="labels">The label of each listing, by position.</param>
    /// <param name="bridges">See <see cref="Bridges"/>.</param>
    /// <param name="cutBridges">See <see cref="CutBridges"/>.</param>
    public static Clustering Of(ReadOnlySpan<int> labels, int bridges = 0, int cutBridges = 0)
    {
        var numbers = new Dictionary<int, int>();
        var members = new List<List<int>>();
        int[] clusterOf = new int[labels.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            if (!numbers.TryGetValue(labels[i], out int number))
            {
                numbers.Add(labels[i], number = members.Count);
                members.Add([]);
            }

            clusterOf[i] = number;
            members[number].Add(i);
        }

        return new Clustering(clusterOf, [.. members.Select(cluster => cluster.ToArray())], bridges, cutBridges);
    }
}
