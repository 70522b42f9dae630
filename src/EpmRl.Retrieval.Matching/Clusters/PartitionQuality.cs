namespace EpmRl.Retrieval.Matching;

/// <summary>How clusters compare with the true ones.</summary>
/// <param name="Listings">Listings whose true cluster is known.</param>
/// <param name="PairPrecision">Share of the pairs of one cluster that are truly one.</param>
/// <param name="PairRecall">Share of the true pairs that are in one cluster.</param>
/// <param name="CubedPrecision">B-cubed: mean over listings of the share of its cluster that is truly with it, itself included.</param>
/// <param name="CubedRecall">B-cubed: mean over listings of the share of its true cluster that is with it.</param>
/// <param name="Largest">Listings of the largest cluster.</param>
/// <param name="LargestTrue">Listings of the largest true cluster.</param>
internal sealed record PartitionQuality(
    int Listings, double PairPrecision, double PairRecall, double CubedPrecision, double CubedRecall, int Largest, int LargestTrue)
{
    /// <summary>Harmonic mean of pairwise precision and recall.</summary>
    public double PairF1 => F1(PairPrecision, PairRecall);

    /// <summary>Harmonic mean of B-cubed precision and recall.</summary>
    public double CubedF1 => F1(CubedPrecision, CubedRecall);

    /// <summary>Compares two partitions.</summary>
    /// <param name="found">The cluster of each listing.</param>
    /// <param name="truth">The true cluster of each; null where it is not known: such a listing is left out.</param>
    public static PartitionQuality Of(IReadOnlyList<int> found, IReadOnlyList<string?> truth)
    {
        var clusters = new Dictionary<int, int>();
        var products = new Dictionary<string, int>(StringComparer.Ordinal);
        var both = new Dictionary<(int, string), int>();
        int listings = 0;
        for (int i = 0; i < found.Count; i++)
        {
            if (truth[i] is { } product)
            {
                listings++;
                Add(clusters, found[i]);
                Add(products, product);
                Add(both, (found[i], product));
            }
        }

        long right = both.Values.Sum(Pairs), inClusters = clusters.Values.Sum(Pairs), inProducts = products.Values.Sum(Pairs);
        double precision = 0, recall = 0;
        foreach (((int cluster, string product), int count) in both)
        {
            precision += (double)count * count / clusters[cluster];
            recall += (double)count * count / products[product];
        }

        return new PartitionQuality(
            listings, Share(right, inClusters), Share(right, inProducts), Share(precision, listings), Share(recall, listings),
            clusters.Values.DefaultIfEmpty().Max(), products.Values.DefaultIfEmpty().Max());
    }

    private static void Add<T>(Dictionary<T, int> counts, T key)
        where T : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static long Pairs(int count) => (long)count * (count - 1) / 2;

    // Of nothing, all is right.
    private static double Share(double part, double whole) => whole == 0 ? 1 : part / whole;

    private static double F1(double precision, double recall) =>
        precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
}
