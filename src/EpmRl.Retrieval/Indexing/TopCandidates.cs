namespace EpmRl.Retrieval.Indexing;

/// <summary>Finds the best of many candidates, in order.</summary>
internal static class TopCandidates
{
    /// <summary>Moves the first <paramref name="limit"/> candidates, in the comparer's order, to the front.</summary>
    /// <returns>The front, in order.</returns>
    public static ReadOnlySpan<T> Select<T, TComparer>(Span<T> candidates, int limit, TComparer comparer)
        where TComparer : IComparer<T>
    {
        const int LargestFront = 256; // beyond it, shifting the front costs more than sorting everything
        if (limit >= candidates.Length || limit > LargestFront)
        {
            candidates.Sort(comparer);
            return candidates[..Math.Min(limit, candidates.Length)];
        }

        Span<T> front = candidates[..limit];
        front.Sort(comparer);
        for (int i = limit; i < candidates.Length; i++)
        {
            T candidate = candidates[i];
            if (comparer.Compare(candidate, front[^1]) >= 0)
            {
                continue;
            }

            int place = front.BinarySearch(candidate, comparer);
            place = place < 0 ? ~place : place;
            front[place..^1].CopyTo(front[(place + 1)..]);
            front[place] = candidate;
        }

        return front;
    }
}
