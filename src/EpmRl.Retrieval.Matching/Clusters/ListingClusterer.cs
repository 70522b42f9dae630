namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Clusters listings by decided pairs. The result depends on the listings' ids and their pairs, not on their order; every connected part is
/// clustered alone.
/// </summary>
internal sealed class ListingClusterer
{
    private readonly PairGraph graph;
    private readonly ClusterOptions options;
    private readonly int[] part; // of each listing: the representative of its connected part
    private readonly int[] label; // of each listing: the lowest listing of its cluster
    private int bridges;
    private int cut;

    private ListingClusterer(PairGraph graph, ClusterOptions options)
    {
        this.graph = graph;
        this.options = options;
        part = new int[graph.Count];
        label = new int[graph.Count];
    }

    /// <summary>Clusters the listings of a graph.</summary>
    /// <param name="graph">The listings and their pairs.</param>
    /// <param name="options">The rule.</param>
    /// <param name="cancellationToken">Checked between connected parts.</param>
    public static Clustering Run(PairGraph graph, ClusterOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        var clusterer = new ListingClusterer(graph, options);
        clusterer.Connect();
        if (options.Method == ClusterMethod.Agglomerative)
        {
            clusterer.Divide(cancellationToken);
        }

        int[] labels = new int[graph.Count];
        for (int i = 0; i < graph.Count; i++)
        {
            labels[graph.Order[i]] = clusterer.label[i];
        }

        return Clustering.Of(labels, clusterer.bridges, clusterer.cut);
    }

    private void Connect()
    {
        var sets = new DisjointSets(graph.Count);
        foreach (GraphEdge edge in graph.Edges)
        {
            if (edge.IsAccepted)
            {
                sets.Union(edge.Left, edge.Right);
            }
        }

        for (int i = 0; i < graph.Count; i++)
        {
            label[i] = part[i] = sets.Find(i);
        }
    }

    // No pair across two connected parts is accepted, so it can neither join them nor change a cluster.
    private void Divide(CancellationToken cancellationToken)
    {
        int[] local = new int[graph.Count]; // number of a listing in its part
        int[] partOf = new int[graph.Count]; // number of its part
        var members = new List<List<int>>();
        var numbers = new Dictionary<int, int>();
        for (int i = 0; i < graph.Count; i++)
        {
            if (!numbers.TryGetValue(part[i], out int number))
            {
                numbers.Add(part[i], number = members.Count);
                members.Add([]);
            }

            (partOf[i], local[i]) = (number, members[number].Count);
            members[number].Add(i);
        }

        var edges = new List<GraphEdge>?[members.Count];
        foreach (GraphEdge edge in graph.Edges)
        {
            if (partOf[edge.Left] == partOf[edge.Right])
            {
                (edges[partOf[edge.Left]] ??= []).Add(edge with { Left = local[edge.Left], Right = local[edge.Right] });
            }
        }

        var parallel = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, members.Count, parallel, i =>
        {
            if (edges[i] is { } own)
            {
                DivideOne(members[i], own);
            }
        });
    }

    private void DivideOne(List<int> members, List<GraphEdge> edges)
    {
        DisjointSets joined = Agglomeration.Run(members.Count, edges, options);
        int[] clusters = Refinement.Run(members.Count, edges, joined, options);
        List<GraphEdge> inside = edges.FindAll(edge => edge.IsAccepted && clusters[edge.Left] == clusters[edge.Right]);
        List<int> found = BridgeCut.Bridges(members.Count, inside);
        var weak = found.Where(i => !inside[i].IsStrong).ToHashSet();
        Interlocked.Add(ref bridges, found.Count);
        Interlocked.Add(ref cut, weak.Count);
        var sets = new DisjointSets(members.Count);
        for (int i = 0; i < inside.Count; i++)
        {
            if (!weak.Contains(i))
            {
                sets.Union(inside[i].Left, inside[i].Right);
            }
        }

        // The accepted pairs inside connect every cluster, unless a bridge was cut or a listing moved away.
        for (int i = 0; i < members.Count; i++)
        {
            label[members[i]] = members[sets.Find(i)];
        }
    }
}
