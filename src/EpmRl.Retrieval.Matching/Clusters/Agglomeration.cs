namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Joins the listings of one connected part, best clusters first, as long as the pairs between two clusters accept the join on average
/// (average linkage) and none, or only a small share, rules it out.
/// </summary>
/// <remarks>
/// A join of two clusters never scores more with a third one than the better of the two did, so a queue whose scores are corrected when
/// they come up finds the best join: near-linear for the sparse graphs of candidates. Ties go to the clusters with the lowest listings.
/// </remarks>
internal sealed class Agglomeration
{
    private readonly ClusterOptions options;
    private readonly DisjointSets sets;
    private readonly int[] lowest; // of a representative: the lowest listing of its cluster, which names it
    private readonly List<int>[] neighbours; // of a representative; may be out of date
    private readonly Dictionary<long, Link> links = [];
    private readonly PriorityQueue<(int A, int B), Join> joins = new();

    private Agglomeration(int count, ClusterOptions options)
    {
        this.options = options;
        sets = new DisjointSets(count);
        lowest = new int[count];
        neighbours = new List<int>[count];
        for (int i = 0; i < count; i++)
        {
            lowest[i] = i;
            neighbours[i] = [];
        }
    }

    /// <summary>Clusters listings.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="edges">Their pairs, by numbers below the count.</param>
    /// <param name="options">The rule.</param>
    /// <returns>The clusters as sets.</returns>
    public static DisjointSets Run(int count, IReadOnlyList<GraphEdge> edges, ClusterOptions options)
    {
        var run = new Agglomeration(count, options);
        run.Start(edges);
        run.JoinDecided(edges);
        run.JoinBest();
        return run.sets;
    }

    // One number for two, in either order. The runtime hashes a long as the exclusive or of its halves, which is nearly the same for all
    // neighbouring listings; the product with an odd number is as unambiguous and spreads them.
    private static long KeyOf(int a, int b) =>
        unchecked((long)((((ulong)(uint)Math.Min(a, b) << 32) | (uint)Math.Max(a, b)) * 0x9E3779B97F4A7C15));

    private void Start(IReadOnlyList<GraphEdge> edges)
    {
        foreach (GraphEdge edge in edges)
        {
            links[KeyOf(edge.Left, edge.Right)] = new Link(
                edge.Evidence, 1, edge.IsConflict ? 1 : 0, edge.Constraint == PairConstraint.CannotLink);
            neighbours[edge.Left].Add(edge.Right);
            neighbours[edge.Right].Add(edge.Left);
        }
    }

    // A person's "same" joins at once; where it contradicts a person's "not the same" through others, the latter holds.
    private void JoinDecided(IReadOnlyList<GraphEdge> edges)
    {
        foreach (GraphEdge edge in edges)
        {
            if (edge.Constraint != PairConstraint.MustLink)
            {
                continue;
            }

            int a = sets.Find(edge.Left), b = sets.Find(edge.Right);
            if (a != b && !(links.TryGetValue(KeyOf(a, b), out Link link) && link.IsForbidden))
            {
                Merge(a, b);
            }
        }

        foreach (GraphEdge edge in edges)
        {
            int a = sets.Find(edge.Left), b = sets.Find(edge.Right);
            if (a != b && edge.IsAccepted)
            {
                Offer(a, b, links[KeyOf(a, b)]);
            }
        }
    }

    private void JoinBest()
    {
        while (joins.TryDequeue(out (int A, int B) pair, out Join join))
        {
            int a = sets.Find(pair.A), b = sets.Find(pair.B);
            if (a == b || !links.TryGetValue(KeyOf(a, b), out Link link))
            {
                continue;
            }

            if (JoinOf(a, b, link) != join)
            {
                Offer(a, b, link); // out of date: it comes up again in its place
            }
            else
            {
                Merge(a, b);
            }
        }
    }

    private void Offer(int a, int b, Link link)
    {
        Join join = JoinOf(a, b, link);
        if (!link.IsForbidden && join.Score >= options.JoinLevel * PairGraph.Certain
            && link.Conflicts <= options.ConflictShare * link.Known)
        {
            joins.Enqueue((a, b), join);
        }
    }

    private Join JoinOf(int a, int b, Link link)
    {
        double unknown = options.UnknownWeight * (((double)sets.SizeOf(a) * sets.SizeOf(b)) - link.Known);
        double score = link.Evidence / (link.Known + unknown);
        return new Join(score, Math.Min(lowest[a], lowest[b]), Math.Max(lowest[a], lowest[b]));
    }

    private void Merge(int a, int b)
    {
        if (neighbours[a].Count < neighbours[b].Count)
        {
            (a, b) = (b, a);
        }

        lowest[a] = Math.Min(lowest[a], lowest[b]);
        links.Remove(KeyOf(a, b));
        foreach (int neighbour in neighbours[b])
        {
            int c = sets.Find(neighbour);
            if (c != a && links.Remove(KeyOf(b, c), out Link moved))
            {
                if (links.TryGetValue(KeyOf(a, c), out Link there))
                {
                    links[KeyOf(a, c)] = there + moved;
                }
                else
                {
                    links[KeyOf(a, c)] = moved;
                    neighbours[a].Add(c);
                }
            }
        }

        neighbours[b] = [];
        sets.Join(a, b);
    }

    // What is known between two clusters.
    private readonly record struct Link(long Evidence, int Known, int Conflicts, bool IsForbidden)
    {
        public static Link operator +(Link one, Link other) => new(
            one.Evidence + other.Evidence, one.Known + other.Known, one.Conflicts + other.Conflicts,
            one.IsForbidden || other.IsForbidden);
    }

    // The place of a join in the queue: the highest score first, then the lowest listings.
    private readonly record struct Join(double Score, int Low, int High) : IComparable<Join>
    {
        public int CompareTo(Join other)
        {
            int compared = other.Score.CompareTo(Score);
            compared = compared != 0 ? compared : Low.CompareTo(other.Low);
            return compared != 0 ? compared : High.CompareTo(other.High);
        }
    }
}
