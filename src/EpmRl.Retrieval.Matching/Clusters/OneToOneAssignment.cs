namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Links two lists such that every listing has one partner at most: the assignment of the greatest total evidence above the threshold.
/// Exact for each connected part of up to <see cref="ExactUpTo"/> listings a side, best pair first beyond.
/// </summary>
internal static class OneToOneAssignment
{
    /// <summary>The most listings of a side that are assigned exactly; the work grows with the cube.</summary>
    public const int ExactUpTo = 400;

    /// <summary>Chooses pairs.</summary>
    /// <param name="pairs">Pairs whose first listing is of the left list and whose second is of the right one, by positions.</param>
    /// <param name="threshold">Probability that a pair must reach.</param>
    /// <param name="cancellationToken">Checked between parts.</param>
    /// <returns>The chosen pairs by their lists, and how many parts were too large to be assigned exactly.</returns>
    public static (IReadOnlyList<ScoredPair> Chosen, int GreedyParts) Run(
        IEnumerable<ScoredPair> pairs, double threshold, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var chosen = new List<ScoredPair>();
        int greedy = 0;
        foreach (List<ScoredPair> part in Parts([.. pairs.Where(pair => pair.Probability >= threshold)]))
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] lefts = [.. part.Select(pair => pair.Left).Distinct().Order()];
            int[] rights = [.. part.Select(pair => pair.Right).Distinct().Order()];
            bool isExact = Math.Max(lefts.Length, rights.Length) <= ExactUpTo;
            greedy += isExact ? 0 : 1;
            chosen.AddRange(isExact ? Exact(part, lefts, rights, threshold) : Greedy(part));
        }

        return ([.. chosen.OrderBy(pair => pair.Left).ThenBy(pair => pair.Right)], greedy);
    }

    private static IEnumerable<List<ScoredPair>> Parts(List<ScoredPair> pairs)
    {
        int lefts = pairs.Count == 0 ? 0 : pairs.Max(pair => pair.Left) + 1;
        int rights = pairs.Count == 0 ? 0 : pairs.Max(pair => pair.Right) + 1;
        var sets = new DisjointSets(lefts + rights);
        foreach (ScoredPair pair in pairs)
        {
            sets.Union(pair.Left, lefts + pair.Right);
        }

        return pairs.OrderBy(pair => pair.Left).ThenBy(pair => pair.Right).GroupBy(pair => sets.Find(pair.Left))
            .Select(part => part.ToList());
    }

    private static List<ScoredPair> Greedy(List<ScoredPair> part)
    {
        var chosen = new List<ScoredPair>();
        HashSet<int> lefts = [], rights = [];
        foreach (ScoredPair pair in part.OrderByDescending(pair => pair.Probability).ThenBy(pair => pair.Left).ThenBy(pair => pair.Right))
        {
            if (!lefts.Contains(pair.Left) && !rights.Contains(pair.Right))
            {
                lefts.Add(pair.Left);
                rights.Add(pair.Right);
                chosen.Add(pair);
            }
        }

        return chosen;
    }

    private static List<ScoredPair> Exact(List<ScoredPair> part, int[] lefts, int[] rights, double threshold)
    {
        bool swapped = lefts.Length > rights.Length;
        int[] rows = swapped ? rights : lefts, columns = swapped ? lefts : rights;
        double[,] gain = new double[rows.Length, columns.Length]; // 0: no pair
        var pairOf = new Dictionary<(int, int), ScoredPair>();
        foreach (ScoredPair pair in part)
        {
            int row = Array.BinarySearch(rows, swapped ? pair.Right : pair.Left);
            int column = Array.BinarySearch(columns, swapped ? pair.Left : pair.Right);
            double own = pair.Probability - threshold + 1e-9; // a pair right at the threshold is still better than none
            if (own > gain[row, column])
            {
                gain[row, column] = own;
                pairOf[(row, column)] = pair;
            }
        }

        int[] columnOf = Hungarian(gain);
        return [.. columnOf.Select((column, row) => (row, column)).Where(pairOf.ContainsKey).Select(cell => pairOf[cell])];
    }

    // The Hungarian method with potentials, rows ≤ columns, O(rows² · columns) (Kuhn 1955; the form with a row added at a time).
    private static int[] Hungarian(double[,] gain)
    {
        int rows = gain.GetLength(0), columns = gain.GetLength(1);
        double[] u = new double[rows + 1], v = new double[columns + 1];
        int[] rowOf = new int[columns + 1], way = new int[columns + 1]; // from 1; 0 is none
        for (int row = 1; row <= rows; row++)
        {
            rowOf[0] = row;
            int column = 0;
            double[] least = new double[columns + 1];
            Array.Fill(least, double.PositiveInfinity);
            bool[] used = new bool[columns + 1];
            do
            {
                used[column] = true;
                int from = rowOf[column], next = 0;
                double delta = double.PositiveInfinity;
                for (int c = 1; c <= columns; c++)
                {
                    if (used[c])
                    {
                        continue;
                    }

                    double cost = -gain[from - 1, c - 1] - u[from] - v[c];
                    if (cost < least[c])
                    {
                        (least[c], way[c]) = (cost, column);
                    }

                    if (least[c] < delta)
                    {
                        (delta, next) = (least[c], c);
                    }
                }

                for (int c = 0; c <= columns; c++)
                {
                    if (used[c])
                    {
                        u[rowOf[c]] += delta;
                        v[c] -= delta;
                    }
                    else
                    {
                        least[c] -= delta;
                    }
                }

                column = next;
            }
            while (rowOf[column] != 0);
            for (; column != 0; column = way[column])
            {
                rowOf[column] = rowOf[way[column]];
            }
        }

        int[] columnOf = new int[rows];
        Array.Fill(columnOf, -1);
        for (int c = 1; c <= columns; c++)
        {
            if (rowOf[c] != 0)
            {
                columnOf[rowOf[c] - 1] = c - 1;
            }
        }

        return columnOf;
    }
}
