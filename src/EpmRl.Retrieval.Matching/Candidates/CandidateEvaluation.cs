namespace EpmRl.Retrieval.Matching;

/// <summary>How many of the true pairs are among the candidates, and within the first neighbours of each source.</summary>
internal sealed class CandidateEvaluation
{
    private static readonly int[] Levels = [1, 5, 10, 20];

    /// <summary>Measures a search.</summary>
    /// <param name="search">The search; of its neighbours as many are measured as it kept.</param>
    /// <param name="truth">The true pairs.</param>
    /// <param name="isOneList">Whether one list was searched: then either listing may have the other as its neighbour.</param>
    public CandidateEvaluation(CandidateSearch search, CandidateTruth truth, bool isOneList)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentNullException.ThrowIfNull(truth);
        True = truth.Pairs.Count;
        var found = new HashSet<(int, int)>(search.Pairs.Count);
        foreach (CandidatePair pair in search.Pairs)
        {
            found.Add((pair.Left, pair.Right));
        }

        Misses = [.. truth.Pairs.Where(pair => !found.Contains(pair))];
        int depth = search.Neighbours.Select(source => source.Lists.Depth).DefaultIfEmpty().Max();
        int[] levels = [.. Levels.Where(level => level <= depth)];
        int[] union = new int[levels.Length];
        int[][] counts = [.. search.Neighbours.Select(_ => new int[levels.Length])];
        foreach ((int left, int right) in truth.Pairs)
        {
            int best = int.MaxValue;
            for (int source = 0; source < counts.Length; source++)
            {
                NeighbourLists lists = search.Neighbours[source].Lists;
                int rank = RankOf(lists, left, right);
                rank = isOneList ? Math.Min(rank, RankOf(lists, right, left)) : rank;
                Count(rank, levels, counts[source]);
                best = Math.Min(best, rank);
            }

            Count(best, levels, union);
        }

        Sources = [.. search.Neighbours.Select((source, i) => (source.Source, RecallsOf(levels, counts[i])))];
        Union = RecallsOf(levels, union);
    }

    /// <summary>Number of true pairs.</summary>
    public int True { get; }

    /// <summary>Share of the true pairs among the candidates.</summary>
    public double Recall => (double)(True - Misses.Count) / True;

    /// <summary>The true pairs that are no candidates.</summary>
    public IReadOnlyList<(int Left, int Right)> Misses { get; }

    /// <summary>Share of the true pairs within the first neighbours, for each source.</summary>
    public IReadOnlyList<(CandidateSources Source, IReadOnlyList<(int Level, double Recall)> At)> Sources { get; }

    /// <summary>The same for the neighbours of all sources together.</summary>
    public IReadOnlyList<(int Level, double Recall)> Union { get; }

    private static int RankOf(NeighbourLists lists, int row, int id) => lists.RankOf(row, id) is >= 0 and var rank ? rank : int.MaxValue;

    private static void Count(int rank, int[] levels, int[] counts)
    {
        for (int i = 0; i < levels.Length; i++)
        {
            counts[i] += rank < levels[i] ? 1 : 0;
        }
    }

    private List<(int, double)> RecallsOf(int[] levels, int[] counts) =>
        [.. levels.Select((level, i) => (level, (double)counts[i] / True))];
}
