using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Files;

/// <summary>Finds the likely intended name for one that does not exist.</summary>
internal static class ClosestName
{
    private const int LongestCompared = 200;

    /// <summary>The candidate with the fewest single-letter edits and swaps to the name, compared by <see cref="TextKey"/>.</summary>
    /// <param name="name">The unknown name.</param>
    /// <param name="candidates">The names that exist.</param>
    /// <returns>Null when none is near: more than about a third of the letters would have to change.</returns>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);
        string key = TextKey.Of(name);
        if (key.Length > LongestCompared)
        {
            return null;
        }

        string? best = null;
        int bestDistance = Math.Max(2, key.Length / 3) + 1;
        int bestAlike = 0;
        foreach (string candidate in candidates)
        {
            string other = TextKey.Of(candidate);
            if (Math.Abs(other.Length - key.Length) > bestDistance)
            {
                continue;
            }

            // Of two equally near ones, the one with the same beginning: "GBs" means GB.
            int distance = EditDistance.Within(key, other, bestDistance);
            int alike = key.AsSpan().CommonPrefixLength(other);
            if (distance < Math.Max(key.Length, other.Length)
                && (distance < bestDistance || (best is not null && distance == bestDistance && alike > bestAlike)))
            {
                (best, bestDistance, bestAlike) = (candidate, distance, alike);
            }
        }

        return best;
    }

    /// <summary>
    /// The end of a message: <c> Closest: 'brand'.</c>, or <c> Known: 'a', 'b'.</c> where none is near and the list is short.
    /// </summary>
    /// <param name="name">The unknown name.</param>
    /// <param name="candidates">The names that exist.</param>
    public static string Hint(string name, IReadOnlyCollection<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        return Of(name, candidates) is string closest ? $" Closest: '{closest}'."
            : candidates.Count is > 0 and <= 12 ? $" Known: {string.Join(", ", candidates.Select(candidate => $"'{candidate}'"))}."
            : "";
    }
}
