namespace EpmRl.Retrieval.Matching;

/// <summary>
/// The nearest neighbours of each listing, best first; of equal ones the earlier listing. A row is written by one thread at a time.
/// </summary>
/// <param name="count">Number of rows.</param>
/// <param name="depth">Most neighbours of a row.</param>
internal sealed class NeighbourLists(int count, int depth)
{
    private readonly int[] ids = new int[checked(count * depth)];
    private readonly float[] scores = new float[checked(count * depth)];
    private readonly int[] lengths = new int[count];

    /// <summary>Number of rows.</summary>
    public int Count => count;

    /// <summary>Most neighbours of a row.</summary>
    public int Depth => depth;

    /// <summary>The neighbours of a row, best first.</summary>
    public ReadOnlySpan<int> IdsOf(int row) => ids.AsSpan(row * depth, lengths[row]);

    /// <summary>Their scores.</summary>
    public ReadOnlySpan<float> ScoresOf(int row) => scores.AsSpan(row * depth, lengths[row]);

    /// <summary>The score that a further neighbour must reach; -∞ while the row has room.</summary>
    public float LeastOf(int row) => lengths[row] < depth ? float.NegativeInfinity : scores[(row * depth) + depth - 1];

    /// <summary>The position of a neighbour in a row, from 0; -1 where it is none.</summary>
    public int RankOf(int row, int id) => IdsOf(row).IndexOf(id);

    /// <summary>Adds a neighbour if it is among the best of its row.</summary>
    public void Offer(int row, int id, float score)
    {
        int start = row * depth, length = lengths[row];
        if (length == depth && !IsBefore(score, id, start + depth - 1))
        {
            return;
        }

        int at = start + (length == depth ? depth - 1 : length);
        for (; at > start && IsBefore(score, id, at - 1); at--)
        {
            ids[at] = ids[at - 1];
            scores[at] = scores[at - 1];
        }

        ids[at] = id;
        scores[at] = score;
        lengths[row] = Math.Min(depth, length + 1);
    }

    /// <summary>Empties a row.</summary>
    public void Clear(int row) => lengths[row] = 0;

    /// <summary>Computes the scores of a row again, and sorts it by them.</summary>
    public void Rescore(int row, Func<int, float> score)
    {
        int[] of = IdsOf(row).ToArray();
        Clear(row);
        foreach (int id in of)
        {
            Offer(row, id, score(id));
        }
    }

    private bool IsBefore(float score, int id, int at) => score > scores[at] || (score == scores[at] && id < ids[at]);
}
