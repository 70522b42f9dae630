namespace EpmRl.Retrieval.Training.Matching;

/// <summary>
/// Splits pairs into folds by product: pairs that share a product, directly or over others, are in one fold, so that a fold measures
/// products that its model has not seen.
/// </summary>
internal static class ProductFolds
{
    /// <summary>The fold of each pair.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="count">Number of folds.</param>
    /// <param name="seed">Seed of the assignment.</param>
    public static int[] Of(IReadOnlyList<LabelledPair> pairs, int count, int seed)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var parents = new Dictionary<int, int>();
        foreach (LabelledPair pair in pairs.Where(pair => pair.Kind == PairKind.Same))
        {
            parents[Root(pair.Left)] = Root(pair.Right);
        }

        // A pair of two products belongs to the fold of its first listing.
        int[] roots = [.. pairs.Select(pair => Root(pair.Left))];
        int[] order = [.. roots.Distinct().Order()];
        var random = new Random(seed);
        random.Shuffle(order);
        Dictionary<int, int> folds = order.Select((root, i) => (root, i)).ToDictionary(pair => pair.root, pair => pair.i % count);
        return [.. roots.Select(root => folds[root])];

        int Root(int listing)
        {
            int root = listing;
            while (parents.TryGetValue(root, out int parent) && parent != root)
            {
                root = parent;
            }

            while (parents.TryGetValue(listing, out int next) && next != root)
            {
                parents[listing] = root;
                listing = next;
            }

            return root;
        }
    }
}
