namespace EpmRl.Retrieval.Matching;

/// <summary>The health of a clustering.</summary>
internal sealed record ClusterFigures
{
    /// <summary>Listings.</summary>
    public required int Listings { get; init; }

    /// <summary>Clusters, those of one listing included.</summary>
    public required int Clusters { get; init; }

    /// <summary>Clusters of one listing.</summary>
    public required int Singles { get; init; }

    /// <summary>Listings of the largest cluster.</summary>
    public required int Largest { get; init; }

    /// <summary>Clusters by size: <c>1</c>, <c>2</c>, <c>3-5</c>, <c>6-10</c>, <c>11-50</c>, <c>51+</c>.</summary>
    public required IReadOnlyDictionary<string, int> Sizes { get; init; }

    /// <summary>Mean, over clusters of two or more, of the share of all their pairs that are accepted, in [0, 1].</summary>
    public required double Density { get; init; }

    /// <summary>
    /// The evidence, in [0, 1] with the threshold at one half, of the weakest pair that some cluster cannot do without; null without pairs.
    /// </summary>
    public required double? WeakestLink { get; init; }

    /// <summary>Pairs that alone connected two groups of two or more listings.</summary>
    public required int Bridges { get; init; }

    /// <summary>How many of them were cut.</summary>
    public required int CutBridges { get; init; }

    /// <summary>Known pairs.</summary>
    public required int Pairs { get; init; }

    /// <summary>Pairs that count as the same product.</summary>
    public required int AcceptedPairs { get; init; }

    /// <summary>Share of the accepted pairs whose listings are in two clusters, in [0, 1].</summary>
    public required double CutShare { get; init; }

    /// <summary>Pairs inside a cluster that are conflicts.</summary>
    public required int ConflictsInside { get; init; }

    /// <summary>Pairs without a clear verdict.</summary>
    public required int UnsurePairs { get; init; }

    /// <summary>Clusters above the size limit, sent to review.</summary>
    public required int Oversized { get; init; }

    /// <summary>Measures a run.</summary>
    public static ClusterFigures Of(ClusterRun run, ClusterOptions options)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(options);
        return Of(run.Graph, run.Clustering, options) with
        {
            UnsurePairs = run.State.Pairs.Count(pair => pair.Verdict == MatchVerdict.Unsure),
        };
    }

    /// <summary>Measures a clustering; the number of unsure pairs is not known to its graph.</summary>
    public static ClusterFigures Of(PairGraph graph, Clustering clustering, ClusterOptions options)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(clustering);
        ArgumentNullException.ThrowIfNull(options);
        int[] inside = new int[clustering.Clusters.Count]; // accepted pairs
        var kept = new List<GraphEdge>();
        int accepted = 0, conflicts = 0;
        foreach (GraphEdge edge in graph.Edges)
        {
            int cluster = clustering.ClusterOf[graph.Order[edge.Left]];
            bool isInside = cluster == clustering.ClusterOf[graph.Order[edge.Right]];
            accepted += edge.IsAccepted ? 1 : 0;
            conflicts += isInside && edge.IsConflict ? 1 : 0;
            if (isInside && edge.IsAccepted)
            {
                inside[cluster]++;
                kept.Add(edge);
            }
        }

        int[] sizes = [.. clustering.Clusters.Select(cluster => cluster.Length)];
        double density = sizes.Zip(inside).Where(cluster => cluster.First > 1)
            .Select(cluster => cluster.Second / (cluster.First * (cluster.First - 1.0) / 2)).DefaultIfEmpty(1).Average();
        return new ClusterFigures
        {
            Listings = clustering.ClusterOf.Length,
            Clusters = sizes.Length,
            Singles = sizes.Count(size => size == 1),
            Largest = sizes.DefaultIfEmpty().Max(),
            Sizes = new Dictionary<string, int>
            {
                ["1"] = sizes.Count(size => size == 1),
                ["2"] = sizes.Count(size => size == 2),
                ["3-5"] = sizes.Count(size => size is >= 3 and <= 5),
                ["6-10"] = sizes.Count(size => size is >= 6 and <= 10),
                ["11-50"] = sizes.Count(size => size is >= 11 and <= 50),
                ["51+"] = sizes.Count(size => size > 50),
            },
            Density = density,
            WeakestLink = WeakestOf(kept, graph.Count),
            Bridges = clustering.Bridges,
            CutBridges = clustering.CutBridges,
            Pairs = graph.Edges.Length,
            AcceptedPairs = accepted,
            CutShare = accepted == 0 ? 0 : (double)(accepted - kept.Count) / accepted,
            ConflictsInside = conflicts,
            UnsurePairs = 0,
            Oversized = options.MaxSize == 0 ? 0 : sizes.Count(size => size > options.MaxSize),
        };
    }

    // The last pair that the strongest tree over each cluster needs.
    private static double? WeakestOf(List<GraphEdge> edges, int count)
    {
        var sets = new DisjointSets(count);
        double? weakest = null;
        foreach (GraphEdge edge in edges.OrderByDescending(edge => edge.Evidence))
        {
            if (sets.Union(edge.Left, edge.Right))
            {
                weakest = (double)edge.Evidence / PairGraph.Certain;
            }
        }

        return weakest;
    }
}
