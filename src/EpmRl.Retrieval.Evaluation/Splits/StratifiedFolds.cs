using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Splits listings into folds of similar composition.</summary>
internal static class StratifiedFolds
{
    /// <summary>Assigns the shuffled listings of each category to the folds in turn.</summary>
    /// <param name="listings">N listings.</param>
    /// <param name="folds">Number of folds, 2 to N.</param>
    /// <param name="seed">The same seed gives the same folds.</param>
    /// <returns>[N]: the fold of each listing, from 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two folds, or more than listings.</exception>
    public static int[] Deal(IReadOnlyList<LabelledListing> listings, int folds, int seed)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(folds, listings.Count);
        var random = new Random(seed);
        int[] foldOf = new int[listings.Count];
        int next = 0; // continues across categories, so that fold sizes differ by at most one
        foreach (IGrouping<string, int> category in Enumerable.Range(0, listings.Count)
            .GroupBy(i => listings[i].Category).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            int[] members = [.. category];
            random.Shuffle(members);
            foreach (int member in members)
            {
                foldOf[member] = next++ % folds;
            }
        }

        return foldOf;
    }

    /// <summary>Assigns entire groups, the largest first, each to the smallest fold at that point: no group is in two folds.</summary>
    /// <param name="listings">N listings; one without a group is a group of its own.</param>
    /// <param name="folds">Number of folds, 2 to the number of groups.</param>
    /// <param name="seed">Determines the order of groups of equal size.</param>
    /// <returns>[N]: the fold of each listing, from 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two folds, or more than groups.</exception>
    public static int[] DealGroups(IReadOnlyList<LabelledListing> listings, int folds, int seed)
    {
        ArgumentNullException.ThrowIfNull(listings);
        int[][] groups =
            [.. Enumerable.Range(0, listings.Count).GroupBy(i => listings[i].Group ?? $"{i}").Select(group => group.ToArray())];
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(folds, groups.Length);
        new Random(seed).Shuffle(groups);
        int[] foldOf = new int[listings.Count];
        int[] sizes = new int[folds];
        foreach (int[] group in groups.OrderByDescending(group => group.Length))
        {
            int smallest = Array.IndexOf(sizes, sizes.Min());
            sizes[smallest] += group.Length;
            foreach (int member in group)
            {
                foldOf[member] = smallest;
            }
        }

        return foldOf;
    }
}
