namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Finds the weak bridges of a cluster: accepted pairs that alone connect two groups of two or more listings, and are not strong. One wrong
/// pair joins two products in this way.
/// </summary>
internal sealed class BridgeCut
{
    private readonly IReadOnlyList<GraphEdge> edges; // accepted, by numbers below the count
    private readonly List<int>[] edgesOf;
    private readonly int[] found; // when the search reached a listing; 0 for not yet
    private readonly int[] low; // the earliest listing that its subtree reaches without the edge it was found by
    private readonly int[] size; // of its subtree

    private BridgeCut(int count, IReadOnlyList<GraphEdge> edges)
    {
        this.edges = edges;
        edgesOf = new List<int>[count];
        (found, low, size) = (new int[count], new int[count], new int[count]);
        for (int i = 0; i < count; i++)
        {
            edgesOf[i] = [];
        }

        for (int i = 0; i < edges.Count; i++)
        {
            edgesOf[edges[i].Left].Add(i);
            edgesOf[edges[i].Right].Add(i);
        }
    }

    /// <summary>Finds the bridges between groups of two or more.</summary>
    /// <param name="count">How many listings there are.</param>
    /// <param name="edges">The accepted pairs, by numbers below the count.</param>
    /// <returns>The positions of the bridges, ascending.</returns>
    public static List<int> Bridges(int count, IReadOnlyList<GraphEdge> edges)
    {
        var bridges = new List<int>();
        if (count < 4 || edges.Count == 0)
        {
            return bridges;
        }

        var search = new BridgeCut(count, edges);
        int time = 0;
        for (int i = 0; i < count; i++)
        {
            if (search.found[i] == 0)
            {
                search.Visit(i, ref time, bridges);
            }
        }

        bridges.Sort();
        return bridges;
    }

    // Depth first, with a stack of its own: a chain of listings would overflow the thread's.
    private void Visit(int root, ref int time, List<int> bridges)
    {
        var path = new Stack<(int Node, int By, int Next)>();
        var below = new List<(int Edge, int Size)>(); // bridges, with the size of the group behind them
        Enter(root, -1, ref time);
        while (path.TryPop(out (int Node, int By, int Next) step))
        {
            if (step.Next < edgesOf[step.Node].Count)
            {
                int by = edgesOf[step.Node][step.Next];
                path.Push(step with { Next = step.Next + 1 });
                int other = edges[by].Left == step.Node ? edges[by].Right : edges[by].Left;
                if (by != step.By && found[other] == 0)
                {
                    Enter(other, by, ref time);
                }
                else if (by != step.By)
                {
                    low[step.Node] = Math.Min(low[step.Node], found[other]);
                }
            }
            else if (path.TryPeek(out (int Node, int By, int Next) parent))
            {
                low[parent.Node] = Math.Min(low[parent.Node], low[step.Node]);
                size[parent.Node] += size[step.Node];
                if (low[step.Node] > found[parent.Node])
                {
                    below.Add((step.By, size[step.Node]));
                }
            }
        }

        foreach ((int edge, int behind) in below)
        {
            if (behind >= 2 && size[root] - behind >= 2)
            {
                bridges.Add(edge);
            }
        }

        void Enter(int node, int by, ref int at)
        {
            found[node] = low[node] = ++at;
            size[node] = 1;
            path.Push((node, by, 0));
        }
    }
}
