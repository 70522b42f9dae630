namespace EpmRl.Retrieval.Matching;

/// <summary>Counts of labelled pairs, and the figures that follow from them.</summary>
/// <param name="Pairs">All pairs.</param>
/// <param name="Matches">Pairs that match.</param>
/// <param name="Called">Pairs called <c>same</c>.</param>
/// <param name="Right">Matches called <c>same</c>.</param>
internal readonly record struct MatchCounts(int Pairs, int Matches, int Called, int Right)
{
    /// <summary>Share of right pairs among those called, in [0, 1]; 0 where none is called.</summary>
    public double Precision => Called > 0 ? (double)Right / Called : 0;

    /// <summary>Share of the matches that are called, in [0, 1].</summary>
    public double Recall => Matches > 0 ? (double)Right / Matches : 0;

    /// <summary>Harmonic mean of precision and recall, in [0, 1].</summary>
    public double F1 => Called + Matches > 0 ? 2.0 * Right / (Called + Matches) : 0;

    /// <summary>Pairs that are no match, for each match.</summary>
    public double Ratio => Matches > 0 ? (double)(Pairs - Matches) / Matches : 0;

    /// <summary>Share of the other pairs that are called, in [0, 1].</summary>
    public double FalseRate => Pairs > Matches ? (double)(Called - Right) / (Pairs - Matches) : 0;

    /// <summary>
    /// F1 with another number of other pairs for each match, where recall R and the share f of other pairs that are called stay the same:
    /// 2R / (1 + R + ratio · f).
    /// </summary>
    public double F1At(double ratio) => 2 * Recall / (1 + Recall + (ratio * FalseRate));

    /// <summary>Precision with another number of other pairs for each match: R / (R + ratio · f).</summary>
    public double PrecisionAt(double ratio) => Recall > 0 ? Recall / (Recall + (ratio * FalseRate)) : 0;

    /// <summary>Counts pairs.</summary>
    public static MatchCounts Of(IEnumerable<MeasuredPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return pairs.Aggregate(default(MatchCounts), (counts, pair) => counts.With(pair.IsCalled, pair.IsSame));
    }

    /// <summary>The counts with one more pair.</summary>
    public MatchCounts With(bool isCalled, bool isSame) =>
        new(Pairs + 1, Matches + (isSame ? 1 : 0), Called + (isCalled ? 1 : 0), Right + (isCalled && isSame ? 1 : 0));

    /// <summary>The sum of both.</summary>
    public MatchCounts Plus(MatchCounts other) =>
        new(Pairs + other.Pairs, Matches + other.Matches, Called + other.Called, Right + other.Right);
}
