namespace EpmRl.Retrieval.Matching;

/// <summary>
/// The decided pairs of a list as a graph, in an order of its own: listings by their ids, pairs by their listings, each once. So the order
/// of the input changes no cluster.
/// </summary>
/// <remarks>
/// Evidence is a whole number of millionths: sums of whole numbers do not depend on their order. It is the pair's probability moved on the
/// scale of log odds such that the pair's threshold, which may be its category's, comes to one half.
/// </remarks>
internal sealed class PairGraph
{
    /// <summary>The number that stands for certainty.</summary>
    public const int Certain = 1_000_000;

    /// <summary>The evidence from which a pair is accepted.</summary>
    public const int Accepted = Certain / 2;

    private PairGraph(int[] order, GraphEdge[] edges) => (Order, Edges) = (order, edges);

    /// <summary>The position, in the caller's list, of each listing of the graph.</summary>
    public int[] Order { get; }

    /// <summary>The pairs, ascending by both listings.</summary>
    public GraphEdge[] Edges { get; }

    /// <summary>How many listings there are.</summary>
    public int Count => Order.Length;

    /// <summary>Builds the graph.</summary>
    /// <param name="ids">The listings' ids, each once.</param>
    /// <param name="pairs">The pairs, in any order; of several for one pair the one that speaks most against it counts.</param>
    /// <param name="options">The thresholds.</param>
    /// <param name="categories">The category of each listing, for thresholds by category; null for none.</param>
    /// <param name="decisions">What people decided: pairs with a constraint; they outrank the pairs.</param>
    public static PairGraph Build(
        IReadOnlyList<string> ids, IEnumerable<ScoredPair> pairs, ClusterOptions options, IReadOnlyList<string?>? categories = null,
        IEnumerable<(int Left, int Right, PairConstraint Constraint)>? decisions = null)
    {
        options.ThrowIfInvalid();
        int[] order = OrderOf(ids);
        int[] rank = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            rank[order[i]] = i;
        }

        var edges = new List<GraphEdge>();
        foreach (ScoredPair pair in pairs)
        {
            if (pair.Left == pair.Right)
            {
                continue;
            }

            double threshold = ThresholdOf(pair.Left, pair.Right, options, categories);
            edges.Add(new GraphEdge(
                Math.Min(rank[pair.Left], rank[pair.Right]), Math.Max(rank[pair.Left], rank[pair.Right]),
                Evidence(pair.Probability, threshold),
                pair.Probability < options.Floor && pair.Verdict != MatchVerdict.Same,
                pair.Probability >= options.BridgeFor(threshold), PairConstraint.None));
        }

        foreach ((int left, int right, PairConstraint constraint) in decisions ?? [])
        {
            bool isSame = constraint == PairConstraint.MustLink;
            edges.Add(new GraphEdge(
                Math.Min(rank[left], rank[right]), Math.Max(rank[left], rank[right]), isSame ? Certain : 0, !isSame, isSame, constraint));
        }

        return new PairGraph(order, Distinct(edges));
    }

    /// <summary>A probability as evidence, in millionths: the threshold comes to one half, 0 and 1 stay.</summary>
    internal static int Evidence(double probability, double threshold)
    {
        double moved = probability * (1 - threshold);
        double rest = (1 - probability) * threshold;
        int evidence = (int)Math.Round(Certain * (moved / (moved + rest)));
        return probability >= threshold ? Math.Max(evidence, Accepted) : Math.Min(evidence, Accepted - 1);
    }

    private static double ThresholdOf(int left, int right, ClusterOptions options, IReadOnlyList<string?>? categories)
    {
        if (categories is null || options.CategoryThresholds.Count == 0)
        {
            return options.Threshold;
        }

        return Math.Max(Of(categories[left]), Of(categories[right]));

        double Of(string? category) =>
            category is not null && options.CategoryThresholds.TryGetValue(category, out double own) ? own : options.Threshold;
    }

    private static int[] OrderOf(IReadOnlyList<string> ids)
    {
        string[] keys = [.. ids];
        int[] order = new int[keys.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(keys, order, StringComparer.Ordinal);
        return order;
    }

    // Of several edges of one pair a decision counts, else the one that speaks most against it; a conflict stays one.
    private static GraphEdge[] Distinct(List<GraphEdge> edges)
    {
        edges.Sort();
        int kept = 0;
        for (int i = 0; i < edges.Count; i++)
        {
            if (kept == 0 || edges[kept - 1].Left != edges[i].Left || edges[kept - 1].Right != edges[i].Right)
            {
                edges[kept++] = edges[i]; // the first of a pair in their order is the one that counts
            }
        }

        edges.RemoveRange(kept, edges.Count - kept);
        return [.. edges];
    }
}
