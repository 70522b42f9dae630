namespace EpmRl.Retrieval.Evaluation;

/// <summary>Splits listings into folds of like composition.</summary>
public static class StratifiedFolds
{
    /// <summary>Deals the listings of each category, shuffled, to the folds in turn.</summary>
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
        int next = 0; // runs on over the categories, so that folds differ in size by one at most
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
}
