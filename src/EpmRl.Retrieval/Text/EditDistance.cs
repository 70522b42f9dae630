namespace EpmRl.Retrieval.Text;

/// <summary>The number of typing errors between two words: insertions, deletions, replacements and swaps of neighbours, 1 each.</summary>
/// <remarks>Damerau's distance in the form of optimal string alignment: no letter is edited twice.</remarks>
internal static class EditDistance
{
    private const int LongestOnStack = 128;

    /// <summary>The distance.</summary>
    /// <param name="a">A word.</param>
    /// <param name="b">Another.</param>
    /// <param name="limit">The limit above which the exact number does not matter.</param>
    /// <returns>The distance, or <paramref name="limit"/> + 1 where it is larger.</returns>
    public static int Within(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) > limit)
        {
            return limit + 1;
        }

        Span<int> twoBack = b.Length < LongestOnStack ? stackalloc int[b.Length + 1] : new int[b.Length + 1];
        Span<int> previous = b.Length < LongestOnStack ? stackalloc int[b.Length + 1] : new int[b.Length + 1];
        Span<int> current = b.Length < LongestOnStack ? stackalloc int[b.Length + 1] : new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            int least = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                int distance = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    distance = Math.Min(distance, twoBack[j - 2] + 1);
                }

                current[j] = distance;
                least = Math.Min(least, distance);
            }

            if (least > limit + 1) // a swap looks two rows back, so one row beyond the limit may still lead below it
            {
                return limit + 1;
            }

            Span<int> oldest = twoBack;
            twoBack = previous;
            previous = current;
            current = oldest;
        }

        return Math.Min(previous[b.Length], limit + 1);
    }
}
