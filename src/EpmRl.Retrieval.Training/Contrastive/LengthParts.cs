namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>Cuts texts sorted by length into parts, such that padding each part to its longest text costs least.</summary>
internal static class LengthParts
{
    /// <summary>Finds the cuts by dynamic programming.</summary>
    /// <param name="lengths">[N], rising.</param>
    /// <param name="parts">Number of parts, 1 to N; none is empty.</param>
    /// <returns>[parts]: where each part ends.</returns>
    public static int[] Ends(IReadOnlyList<int> lengths, int parts)
    {
        int count = lengths.Count;
        var cost = new long[parts + 1, count + 1]; // of the first texts in this many parts
        var start = new int[parts + 1, count + 1]; // of the last of these parts
        for (int end = 1; end <= count; end++)
        {
            cost[0, end] = long.MaxValue / 2;
        }

        for (int part = 1; part <= parts; part++)
        {
            cost[part, 0] = long.MaxValue / 2;
            for (int end = 1; end <= count; end++)
            {
                cost[part, end] = long.MaxValue / 2;
                for (int from = part - 1; from < end; from++)
                {
                    long total = cost[part - 1, from] + ((long)(end - from) * lengths[end - 1]);
                    if (total < cost[part, end])
                    {
                        (cost[part, end], start[part, end]) = (total, from);
                    }
                }
            }
        }

        var ends = new int[parts];
        for (int part = parts, end = count; part > 0; end = start[part--, end])
        {
            ends[part - 1] = end;
        }

        return ends;
    }
}
