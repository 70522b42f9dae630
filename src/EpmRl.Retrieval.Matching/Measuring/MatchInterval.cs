namespace EpmRl.Retrieval.Matching;

/// <summary>A 95 % percentile bootstrap interval of F1: the uncertainty due to the sample of products.</summary>
/// <param name="Low">2.5th percentile, in [0, 1].</param>
/// <param name="High">97.5th percentile, in [0, 1].</param>
/// <param name="Products">Number of products that were drawn from.</param>
internal readonly record struct MatchInterval(double Low, double High, int Products)
{
    private const int Resamples = 1000;

    /// <summary>Draws whole products with replacement: the pairs of one product are not independent.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="seed">The same seed gives the same interval.</param>
    public static MatchInterval OfF1(IEnumerable<MeasuredPair> pairs, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        MatchCounts[] products = [.. pairs.GroupBy(pair => pair.Product).OrderBy(group => group.Key).Select(MatchCounts.Of)];
        if (products.Length == 0)
        {
            return default;
        }

        var random = new Random(seed);
        double[] scores = new double[Resamples];
        for (int i = 0; i < Resamples; i++)
        {
            var sum = default(MatchCounts);
            for (int k = 0; k < products.Length; k++)
            {
                sum = sum.Plus(products[random.Next(products.Length)]);
            }

            scores[i] = sum.F1;
        }

        Array.Sort(scores);
        return new MatchInterval(scores[Resamples / 40], scores[Resamples - 1 - (Resamples / 40)], products.Length);
    }
}
