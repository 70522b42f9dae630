namespace EpmRl.Retrieval.Evaluation;

/// <summary>A 95 % percentile bootstrap interval of micro F1: the uncertainty due to the sample of listings.</summary>
/// <param name="Low">2.5th percentile, in [0, 1].</param>
/// <param name="High">97.5th percentile, in [0, 1].</param>
internal readonly record struct BootstrapInterval(double Low, double High)
{
    private const int Resamples = 1000;

    /// <summary>Resamples entire listings, since the pairs of one listing are not independent.</summary>
    /// <param name="pairs">The scored pairs.</param>
    /// <param name="seed">The same seed gives the same interval.</param>
    public static BootstrapInterval OfF1(IEnumerable<PairResult> pairs, int seed)
    {
        F1Counts[] listings = [.. pairs.GroupBy(pair => pair.ListingIndex).Select(F1Counts.Of)];
        if (listings.Length == 0)
        {
            return default;
        }

        var random = new Random(seed);
        var scores = new double[Resamples];
        for (int i = 0; i < Resamples; i++)
        {
            var sum = default(F1Counts);
            for (int j = 0; j < listings.Length; j++)
            {
                sum = sum.Plus(listings[random.Next(listings.Length)]);
            }

            scores[i] = sum.F1;
        }

        Array.Sort(scores);
        return new BootstrapInterval(scores[Resamples / 40], scores[Resamples - 1 - (Resamples / 40)]);
    }
}
