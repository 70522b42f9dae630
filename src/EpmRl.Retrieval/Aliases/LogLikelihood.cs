namespace EpmRl.Retrieval.Aliases;

/// <summary>Association of two events over listings.</summary>
internal static class LogLikelihood
{
    /// <summary>
    /// G² of a 2 × 2 table (Dunning, "Accurate methods for the statistics of surprise and coincidence", 1993, section 6).
    /// </summary>
    /// <param name="both">Listings with the phrase and the value.</param>
    /// <param name="wording">Listings with the phrase.</param>
    /// <param name="value">Listings with the value.</param>
    /// <param name="all">All listings.</param>
    /// <returns>0 for independent events, larger for associated ones; negative where they avoid each other.</returns>
    public static double Ratio(int both, int wording, int value, int all)
    {
        double expected = (double)wording * value / all;
        double ratio = 2 * (Term(both, expected)
            + Term(wording - both, wording - expected)
            + Term(value - both, value - expected)
            + Term(all - wording - value + both, all - wording - value + expected));
        return both >= expected ? ratio : -ratio;
    }

    private static double Term(double observed, double expected) => observed == 0 ? 0 : observed * Math.Log(observed / expected);
}
