namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Moves single listings to the cluster that their pairs speak most for. Joining best pair first is final, so one strong wrong pair between
/// two single listings takes both from their products; with all clusters known, the mistake shows.
/// </summary>
internal sealed class Refinement
{
    private const int MostRounds = 8; // two or three suffice; in a circle of equals it must end

    private readonly ClusterOptions options;
    private readonly int[] cluster;
    private readonly int[] size;
    private readonly List<GraphEdge>[] edgesOf;
    private readonly bool[] waits; // listings whose neighbours moved since they were looked at; at first all
    private readonly Known[] known; // by cluster, of the listing looked at
    private readonly List<int> touched = []; // clusters that have an entry in it

    private Refinement(int count, IReadOnlyList<GraphEdge> edges, DisjointSets clusters, ClusterOptions options)
    {
        this.options = options;
        (cluster, size, edgesOf) = (new int[count], new int[count], new List<GraphEdge>[count]);
        (waits, known) = (new bool[count], new Known[count]);
        Array.Fill(waits, true);
        for (int i = 0; i < count; i++)
        {
            cluster[i] = clusters.Find(i);
            size[cluster[i]]++;
            edgesOf[i] = [];
        }

        foreach (GraphEdge edge in edges)
        {
            edgesOf[edge.Left].Add(edge);
            edgesOf[edge.Right].Add(edge);
        }
    }

    /// <summary>Moves listings until none gains by it.</summary>
    /// <param name="count">How many listings there are.</param>
    /// <param name="edges">Their pairs, by numbers below the count.</param>
    /// <param name="clusters">The clusters so far.</param>
    /// <param name="options">The rule.</param>
    /// <returns>The cluster of each listing, as any label.</returns>
    public static int[] Run(int count, IReadOnlyList<GraphEdge> edges, DisjointSets clusters, ClusterOptions options)
    {
        var refinement = new Refinement(count, edges, clusters, options);
        bool moved = count > 2;
        for (int round = 0; moved && round < MostRounds; round++)
        {
            moved = false;
            for (int i = 0; i < count; i++)
            {
                moved |= refinement.waits[i] && refinement.Move(i);
            }
        }

        return refinement.cluster;
    }

    private bool Move(int listing)
    {
        waits[listing] = false;
        if (edgesOf[listing].Exists(edge => edge.Constraint == PairConstraint.MustLink))
        {
            return false; // where a person put it
        }

        foreach (GraphEdge edge in edgesOf[listing])
        {
            ref Known there = ref known[cluster[Other(edge, listing)]];
            if (there.Pairs == 0)
            {
                touched.Add(cluster[Other(edge, listing)]);
            }

            there = new Known(
                there.Evidence + edge.Evidence, there.Pairs + 1, there.Conflicts + (edge.IsConflict ? 1 : 0),
                there.IsForbidden || edge.Constraint == PairConstraint.CannotLink);
        }

        int own = cluster[listing], best = own;
        double most = Math.Max(0, Gain(known[own], size[own] - 1));
        foreach (int there in touched)
        {
            double gain = Gain(known[there], size[there]);
            if (there != own && !known[there].IsForbidden && known[there].Conflicts <= options.ConflictShare * known[there].Pairs
                && gain > most)
            {
                (best, most) = (there, gain);
            }
        }

        foreach (int there in touched)
        {
            known[there] = default;
        }

        touched.Clear();
        if (best == own)
        {
            return false;
        }

        size[own]--;
        size[best]++;
        cluster[listing] = best;
        foreach (GraphEdge edge in edgesOf[listing])
        {
            waits[Other(edge, listing)] = true;
        }

        return true;
    }

    private static int Other(GraphEdge edge, int listing) => edge.Left == listing ? edge.Right : edge.Left;

    // What the listing adds to the evidence within a cluster: above the level of joins for each pair, below for each never compared.
    private double Gain(Known with, int others) =>
        with.Evidence - (options.JoinLevel * PairGraph.Certain * (with.Pairs + (options.UnknownWeight * (others - with.Pairs))));

    // What is known between the listing and a cluster.
    private readonly record struct Known(long Evidence, int Pairs, int Conflicts, bool IsForbidden);
}
